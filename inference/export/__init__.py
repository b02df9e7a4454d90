"""Every form that results go out in, by name. Knows no form from the inside.

`WRITERS[name].open(path, schema=…)` gives a writer: `write(result)` for each report, then
`close()`, or a `with`. `path` is a folder where the writer's `folder` is true. Reports come one by
one and are not kept, so that a batch of any size needs the memory of one.
"""

from inference.export.acled import Acled
from inference.export.annotation_tools import Brat, LabelStudio
from inference.export.csv_folder import CsvFolder
from inference.export.geojson import GeoJson
from inference.export.html import HtmlPage
from inference.export.parquet import ParquetFolder
from inference.export.ucdp import Ucdp
from inference.export.writer import Writer

__all__ = ["WRITERS", "Writer"]

WRITERS: dict[str, type[Writer]] = {
    "csv": CsvFolder,
    "parquet": ParquetFolder,
    "html": HtmlPage,
    "geojson": GeoJson,
    "label-studio": LabelStudio,
    "brat": Brat,
    "acled": Acled,
    "ucdp": Ucdp,
}
