"""Every form holds what the rows say, in files that its readers open."""

import builtins
import csv
import json
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet
import pytest

from annotations.readers import FORMATS
from annotations.schema import Schema
from inference.export import WRITERS
from inference.export.tables import COLUMNS
from inference.result import Result


def written(name: str, folder: Path, *results: Result) -> tuple[Path, list[Any]]:
    path = folder / "out"
    problems = []
    with WRITERS[name].open(path, schema=Schema.default()) as writer:
        for result in results:
            problems += writer.write(result)
    return path, problems


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_report_and_hostile_reports_are_written(
    name: str, tmp_path: Path, hostile: Result, told: Result
) -> None:
    empty, _ = written(name, tmp_path / "a", *_made(tmp_path / "a"))
    assert empty.is_dir() == WRITERS[name].folder
    _made(tmp_path / "b")
    full, _ = written(name, tmp_path / "b", hostile, Result(id="", text=""), told)
    assert _size(full) > _size(empty)


def _made(folder: Path) -> tuple[Result, ...]:
    folder.mkdir()
    return ()


def _size(path: Path) -> int:
    files = [path] if path.is_file() else path.iterdir()
    return sum(file.stat().st_size for file in files)


def test_csv_has_the_columns_of_the_design(tmp_path: Path, told: Result) -> None:
    path, problems = written("csv", tmp_path, told, told)
    assert problems == []
    assert {file.name for file in path.iterdir()} == {f"{name}.csv" for name in COLUMNS}
    for name, columns in COLUMNS.items():
        data = (path / f"{name}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.decode("utf-8-sig").splitlines()[0] == ",".join(columns)
    events = rows(path / "events.csv")
    assert len(events) == 4
    assert events[0]["actors"] == "جبهة الغابة | كتيبة السهل"
    assert (events[0]["mentions"], events[0]["start"], events[0]["end"]) == ("e1 | o1", "0", "8")
    assert events[1]["latitude"] == ""


def test_csv_of_a_hostile_report_runs_nothing(tmp_path: Path, hostile: Result) -> None:
    path, _ = written("csv", tmp_path, hostile)
    cells = [c for name in COLUMNS for row in rows(path / f"{name}.csv") for c in row.values()]
    numbers = {c for c in cells if c.replace("-", "", 1).replace(".", "", 1).isdigit()}
    assert "-35.0" in numbers
    for text in set(cells) - numbers:
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r")), text
        assert not set(text) & set("\u202e\u202c\x00\x1b\ud800")
    assert any(text.startswith("'=HYPERLINK") for text in cells)


def test_parquet_holds_types_lists_and_nulls(tmp_path: Path, told: Result) -> None:
    path, _ = written("parquet", tmp_path, told)
    events = pyarrow.parquet.read_table(path / "events.parquet")
    assert tuple(events.column_names) == COLUMNS["events"]
    assert str(events.schema.field("deaths_best").type) == "int64"
    assert str(events.schema.field("civilian_targeting").type) == "bool"
    assert events.to_pylist() == told.records["events"]
    checks = pyarrow.parquet.read_table(path / "checks.parquet").to_pylist()
    assert checks == told.records["checks"]


def test_parquet_without_pyarrow_names_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=r"pip install 'marsad\[parquet\]'"):
        WRITERS["parquet"].open(tmp_path / "out", schema=Schema.default())
    assert not (tmp_path / "out").exists()


def test_geojson_has_points_alone(tmp_path: Path, told: Result, hostile: Result) -> None:
    path, _ = written("geojson", tmp_path, told, hostile)
    found = json.loads(path.read_text("utf-8"))
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert first["id"] == "r/1/e1"
    assert first["geometry"] == {"type": "Point", "coordinates": [40.14, 35.33]}
    assert first["properties"]["place_name_en"] == "Deir-Ez-Zor"
    assert not any(isinstance(v, list | dict) for v in first["properties"].values())
    assert "\u202e" not in second["properties"]["targets"]


def test_label_studio_gets_predictions_with_scores(tmp_path: Path, told: Result) -> None:
    path, problems = written("label-studio", tmp_path, told, told)
    assert problems == []
    tasks = json.loads(path.read_text("utf-8"))
    assert [task["id"] for task in tasks] == [1, 2]
    prediction = tasks[0]["predictions"][0]
    assert prediction["score"] == 0.4
    scores = {item["id"]: item["score"] for item in prediction["result"] if "id" in item}
    assert scores["e1"] == 0.9
    relations = [item for item in prediction["result"] if item["type"] == "relation"]
    assert [item["score"] for item in relations] == [0.8, 0.7]
    assert "annotations" not in tasks[0]
    # What a person submits unchanged is what the model found.
    for task in tasks[:1]:
        task["annotations"] = task.pop("predictions")
    path.write_bytes(msgspec.json.encode(tasks[:1]))
    back = FORMATS["label-studio"].read(path, schema=Schema.default())
    assert back.problems == []
    assert back.documents[0].relations == sorted(told.document().relations)
    assert {m.id for m in back.documents[0].mentions} == {m.id for m in told.mentions}


def test_brat_comes_back(tmp_path: Path, told: Result) -> None:
    other = msgspec.structs.replace(told, id="second", meta={})
    path, problems = written("brat", tmp_path, told, other)
    assert problems == []
    back = FORMATS["brat"].read(path, schema=Schema.default())
    assert back.problems == []
    by_id = {document.id: document for document in back.documents}
    assert by_id["r/1"].meta == told.meta
    assert by_id["r/1"].by_id() == told.document().by_id()
    assert set(by_id) == {"r/1", "second"}


@pytest.mark.parametrize("name", ["brat", "label-studio"])
def test_lone_surrogates_are_named_and_offsets_stay(
    name: str, tmp_path: Path, hostile: Result
) -> None:
    path, problems = written(name, tmp_path, hostile)
    assert any("U+FFFD" in problem.what for problem in problems)
    assert path.exists()
