"""Events as points of one GeoJSON collection (RFC 7946). Knows rows, no map.

Longitude before latitude, WGS 84. Events without coordinates are not on a map and are left out;
the other forms hold them.
"""

import json
from pathlib import Path
from typing import Any, Self, TextIO

from annotations.readers import Problem
from annotations.schema import Schema
from inference.export.tables import flat, plain, rows_of
from inference.export.writer import Writer
from inference.result import Result


class GeoJson(Writer):
    """A FeatureCollection, written feature by feature; properties are flat, lists joined."""

    folder = False

    def __init__(self, stream: TextIO) -> None:
        """`stream`: a new file, open for text."""
        self._stream = stream
        self._separator = ""
        stream.write('{"type": "FeatureCollection", "features": [')

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Begin the collection. Raises `OSError`."""
        return cls(path.open("w", encoding="utf-8", newline="\n"))

    def write(self, result: Result) -> list[Problem]:
        """Write the events of a report that have coordinates, with the names of their places."""
        places = {row["place_id"]: row for row in rows_of(result, "places")}
        for row in rows_of(result, "events"):
            if row["latitude"] is None or row["longitude"] is None:
                continue
            place = places.get(row["place_id"], {})
            row["place_name_ar"], row["place_name_en"] = place.get("name_ar"), place.get("name_en")
            self._feature(row)
        return []

    def close(self) -> None:
        """End the collection and close the file."""
        self._stream.write("\n]}\n")
        self._stream.close()

    def _feature(self, row: dict[str, Any]) -> None:
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        feature = {
            "type": "Feature",
            "id": plain(f"{row['doc_id']}/{row['event_id']}"),
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": flat(row),
        }
        self._stream.write(f"{self._separator}\n{json.dumps(feature, ensure_ascii=False)}")
        self._separator = ","
