"""Marked documents as Label Studio 1.x exports them after a project of several people. No test.

Knows what its server writes and what people do in its editor; nothing of our reader or writer.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from annotations.document import Document, Relation

ALARM = "🚨 "
FLAG = " 🇸🇾"


def export(documents: Sequence[Document], *, first: int = 101) -> tuple[bytes, list[Document]]:
    """The bytes of `project-3-at-….json`, and the documents that should be read from them.

    Ids are the tasks' own numbers from `first`. The text stands under `report`, beside `title` and
    `url`; every sixth task is annotated in another of the ways that people and versions have.
    """
    tasks, expected = [], []
    for number, document in enumerate(documents):
        way = _WAYS[number % len(_WAYS)]
        task, wanted = way(_task(first + number, document), document)
        tasks.append(task)
        expected.append(msgspec.structs.replace(wanted, id=str(first + number)))
    return msgspec.json.encode(tasks), expected


def _task(number: int, document: Document) -> dict[str, Any]:
    return {
        "id": number,
        "annotations": [_annotation(number, result(document))],
        "file_upload": "8f1c2d3e-reports.json",
        "drafts": [],
        "predictions": [],
        "data": {
            "title": document.text.split("\n")[0][:40],
            "url": f"https://example.org/{number}",
            "report": document.text,
            **{k: v for k, v in document.meta.items() if k in ("published", "source", "split")},
        },
        "meta": {},
        "created_at": "2024-03-01T09:00:00.000000Z",
        "updated_at": "2024-03-02T10:05:00.000000Z",
        "inner_id": number,
        "total_annotations": 1,
        "cancelled_annotations": 0,
        "total_predictions": 0,
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": 3,
        "updated_by": 1,
        "comment_authors": [],
    }


def _annotation(number: int, found: list[dict[str, Any]], **fields: object) -> dict[str, Any]:
    return {
        "id": 2000 + number,
        "completed_by": {"id": 1, "email": "a@example.org", "first_name": "", "last_name": ""},
        "result": found,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2024-03-02T10:00:00.000000Z",
        "updated_at": "2024-03-02T10:05:00.000000Z",
        "draft_created_at": None,
        "lead_time": 512.25,
        "prediction": {},
        "result_count": len(found),
        "unique_id": "5b1f0b52-9f5e-4a0e-8f5f-0c7d4a3f6f10",
        "import_id": None,
        "last_action": None,
        "bulk_created": False,
        "task": number,
        "project": 3,
        "updated_by": 1,
        "parent_prediction": None,
        "parent_annotation": None,
        "last_created_by": None,
        **fields,
    }


def result(document: Document) -> list[dict[str, Any]]:
    """Regions, their choices and relations; realis is said of every event, as people do."""
    items: list[dict[str, Any]] = []
    for m in document.mentions:
        place = {"start": m.start, "end": m.end, "text": document.surface(m)}
        item = {"id": m.id, "to_name": "txt", "origin": "manual"}
        value: dict[str, Any] = {**place, "labels": [m.type]}
        items.append({"value": value, **item, "from_name": "label", "type": "labels"})
        said = {**({"realis": "actual"} if m.type in _EVENTS else {}), **m.attributes}
        for name, choice in said.items():
            value = {**place, "choices": [choice]}
            items.append({"value": value, **item, "from_name": name, "type": "choices"})
    return items + [_relation(r) for r in document.relations]


_EVENTS = ("CLASH", "AIRSTRIKE", "SHELLING", "KILLED", "WOUNDED")


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "from_id": relation.head,
        "to_id": relation.tail,
        "type": "relation",
        "direction": "right",
        "labels": [relation.type],
    }


Told = tuple[dict[str, Any], Document]


def _with_meta(document: Document, task: dict[str, Any]) -> Document:
    meta = {name: str(v) for name, v in task["data"].items() if name != "report"}
    return msgspec.structs.replace(document, meta=meta)


def _plain(task: dict[str, Any], document: Document) -> Told:
    return task, _with_meta(document, task)


def _several(task: dict[str, Any], document: Document) -> Told:
    """An earlier annotation by another person, a later one that was skipped, and a draft."""
    number = task["id"]
    early = msgspec.structs.replace(document, mentions=document.mentions[::2], relations=[])
    older = {"updated_at": "2024-03-01T10:00:00.000000Z", "id": 1000 + number}
    newer = {"updated_at": "2024-03-09T10:00:00.000000Z", "id": 3000 + number}
    task["annotations"] = [
        _annotation(number, [], was_cancelled=True, **newer),
        *task["annotations"],
        _annotation(number, result(early), **older),
    ]
    task["drafts"] = [{"id": 7, "user": "b@example.org", "result": result(early)}]
    return task, _with_meta(document, task)


def _predicted(task: dict[str, Any], document: Document) -> Told:
    """A model's pre-annotation that somebody corrected: the prediction stays in the export."""
    first = document.mentions[0]
    wrong = msgspec.structs.replace(first, id="wrong", type="PERSON")
    guess = msgspec.structs.replace(document, mentions=[wrong, first], relations=[])
    task["predictions"] = [{"id": 9, "model_version": "v1", "score": 0.4, "result": result(guess)}]
    task["annotations"][0]["parent_prediction"] = 9
    for item in task["annotations"][0]["result"]:
        item["origin"] = "prediction-changed"
    return task, _with_meta(document, task)


def _windows(task: dict[str, Any], document: Document) -> Told:
    """A text pasted on Windows, with an emoji, marked in an early version: UTF-16 units."""
    text = ALARM + document.text.replace("\n", "\r\n") + FLAG
    crlf = [at for at, character in enumerate(document.text) if character == "\n"]

    def moved(at: int) -> int:
        return len(ALARM) + at + sum(1 for line in crlf if line < at)

    mentions = [
        msgspec.structs.replace(m, start=moved(m.start), end=moved(m.end))
        for m in document.mentions
    ]
    wanted = msgspec.structs.replace(document, text=text, mentions=mentions)
    task["data"]["report"] = text
    found = result(wanted)
    for item in found:
        if item["type"] != "relation":
            for edge in ("start", "end"):
                before = text[: item["value"][edge]]
                item["value"][edge] = len(before.encode("utf-16-le")) // 2
    task["annotations"] = [_annotation(task["id"], found)]
    return task, _with_meta(wanted, task)


def _directions(task: dict[str, Any], document: Document) -> Told:
    """Arrows drawn the other way round and turned, without a direction, and both ways."""
    links = [i for i in task["annotations"][0]["result"] if i["type"] == "relation"]
    for place, item in enumerate(links):
        if item["labels"] == ["same_as"]:
            item["direction"] = "bi"
        elif place % 3 == 0:
            item["from_id"], item["to_id"] = item["to_id"], item["from_id"]
            item["direction"] = "left"
        elif place % 3 == 1:
            del item["direction"]
        else:
            item["direction"] = None
    return task, _with_meta(document, task)


def _extras(task: dict[str, Any], document: Document) -> Told:
    """Notes on regions, data of other kinds than text, a choice for the whole task."""
    found = task["annotations"][0]["result"]
    found[0]["meta"] = {"text": ["ask the editor"]}
    found[0]["score"] = None
    task["data"] |= {"views": 3, "checked": True, "tags": ["a", "b"], "editor": None}
    task["meta"] = {"batch": 4}
    wanted = _with_meta(document, task)
    meta = wanted.meta | {"checked": "true", "tags": '["a","b"]'}
    del meta["editor"]
    return task, msgspec.structs.replace(wanted, meta=meta)


_WAYS = (_plain, _several, _predicted, _windows, _directions, _extras)
