"""Results for people to correct in Label Studio or brat. Knows the readers' forms, no offsets.

What a model found is no annotation: Label Studio gets it as predictions with scores, which a
person takes over and submits. brat knows no predictions and no scores.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self, TextIO

import msgspec

from annotations.document import Document
from annotations.readers import FORMATS, Problem
from annotations.readers.sidecar import write_meta
from annotations.schema import Schema
from inference.export.writer import Writer
from inference.result import Result


class LabelStudio(Writer):
    """Tasks to import, one a report, with `predictions` in place of annotations.

    A region or relation bears its probability as `score`; a prediction bears the least of them,
    so that Label Studio's ordering by score brings the most doubtful reports first. The project's
    labelling configuration is `annotations.readers.label_studio.labelling_config(schema)`.
    """

    folder = False

    def __init__(self, stream: TextIO, path: Path, schema: Schema) -> None:
        """`stream`: the new file at `path`, open for text."""
        self._stream, self._path, self._schema = stream, path, schema
        self._number = 0
        stream.write("[")

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Begin the list of tasks. Raises `OSError`."""
        return cls(path.open("w", encoding="utf-8", newline="\n"), path, schema)

    def write(self, result: Result) -> list[Problem]:
        """Write a task; what the form could not hold."""
        document, problems = _sound(result.document(), self._path)
        task, lost = self._task(document)
        self._number += 1
        marks = {m.id: round(m.score, 4) for m in result.mentions}
        links = {(r.head, r.type, r.tail): round(r.score, 4) for r in result.relations}
        found = task.pop("annotations")[0]["result"]
        for item in found:
            if item["type"] == "relation":
                item["score"] = links[item["from_id"], item["labels"][0], item["to_id"]]
            else:
                item["score"] = marks[item["id"]]
        least = min((item["score"] for item in found), default=None)
        task["id"] = self._number
        task["predictions"] = [{"model_version": "marsad", "score": least, "result": found}]
        self._stream.write(",\n" if self._number > 1 else "\n")
        self._stream.write(json.dumps(task, ensure_ascii=False))
        return problems + lost

    def close(self) -> None:
        """End the list and close the file."""
        self._stream.write("\n]\n")
        self._stream.close()

    def _task(self, document: Document) -> tuple[dict[str, Any], list[Problem]]:
        """One task as the form's own writer makes it, which takes a file."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "task.json"
            problems = FORMATS["label-studio"].write([document], file, self._schema)
            task: dict[str, Any] = msgspec.json.decode(file.read_bytes())[0]
        named = [msgspec.structs.replace(p, file=str(self._path)) for p in problems]
        return task, named


class Brat(Writer):
    """A folder of `.txt` and `.ann` pairs with `annotation.conf`, one pair a report.

    The reports' meta waits in memory until the end, as one file holds it.
    """

    folder = True

    def __init__(self, path: Path, schema: Schema) -> None:
        """`path`: a folder that is there."""
        self._path, self._schema = path, schema
        self._metas: dict[str, dict[str, str]] = {}

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Make the folder and its configuration. Raises `OSError`."""
        FORMATS["brat"].write([], path, schema)
        return cls(path, schema)

    def write(self, result: Result) -> list[Problem]:
        """Write a pair; what the form could not hold."""
        document, problems = _sound(result.document(), self._path)
        self._metas[document.id] = document.meta
        return problems + FORMATS["brat"].write([document], self._path, self._schema)

    def close(self) -> None:
        """Write the meta of all reports."""
        write_meta(self._path, self._metas)


def _sound(document: Document, path: Path) -> tuple[Document, list[Problem]]:
    """A document without lone surrogates, which no UTF-8 file holds; offsets stay as they are."""
    whole = Document(
        id=_replaced(document.id),
        text=_replaced(document.text),
        meta={_replaced(name): _replaced(value) for name, value in document.meta.items()},
        mentions=document.mentions,
        relations=document.relations,
    )
    if whole == document:
        return document, []
    what = "lone surrogates became U+FFFD, one for one"
    return whole, [Problem(file=str(path), doc_id=whole.id, what=what, mend="mend the report")]


def _replaced(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
