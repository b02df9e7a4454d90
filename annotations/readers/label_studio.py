"""Label Studio: its JSON export (not JSON-MIN, which holds no relations) and a labelling config.

Offsets: the editor counts code points (`charsToCodePoints` in its `selection-tools.js`), early
versions counted UTF-16 units (label-studio#1347, label-studio-frontend#308); a task's own quotes
tell which. CR LF are two. Ids, types, attributes, relations and meta all come back.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from annotations.document import Document
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.offsets import Quote, code_points, fitting, utf16
from annotations.readers.result import Problem, ReadResult
from annotations.schema import Schema


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of an export. Tasks that nobody has submitted are left out and named; of several
    annotations of a task the ground truth, else the latest, is read and the others are named.

    With a schema, attribute values that are its defaults are left out. Raises `OSError`.
    """
    drafts: list[Draft] = []
    problems: list[Problem] = []
    try:
        tasks = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=_Tasks)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return ReadResult([], [_broken(path, f"no list of tasks ({error})")])
    for number, raw in enumerate(tasks, 1):
        try:
            task = msgspec.json.decode(raw, type=_Task)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            problems.append(_broken(path, f"task {number} cannot be read ({error})"))
            continue
        draft = _draft(task, path, number, schema)
        if isinstance(draft, Problem):
            problems.append(draft)
        else:
            drafts.append(draft)
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write tasks with their annotations, to be imported beside `labelling_config(schema)`.

    Returns what the form could not hold. Raises `OSError`.
    """
    problems: list[Problem] = []
    tasks = []
    for number, given in enumerate(documents, 1):
        document, lost = writable(given, str(path))
        problems += lost
        tasks.append(
            {
                "id": number,
                "data": {"text": document.text, "doc_id": document.id, "meta": document.meta},
                "annotations": [{"id": number, "result": _result(document)}],
            }
        )
    path.write_bytes(msgspec.json.format(msgspec.json.encode(tasks), indent=1) + b"\n")
    return problems


def labelling_config(schema: Schema) -> str:
    """The XML that sets up a Label Studio project for a schema: labels, relations, and choices a
    region for each attribute, shown where the attribute applies."""
    view = ET.Element("View")
    relations = ET.SubElement(view, "Relations")
    for relation in schema.relations:
        ET.SubElement(relations, "Relation", value=relation.type)
    labels = ET.SubElement(view, "Labels", name="label", toName="text", showInline="true")
    kinds = list(dict.fromkeys(mention.kind for mention in schema.mentions))
    for mention in schema.mentions:
        colour = _COLOURS[kinds.index(mention.kind) % len(_COLOURS)]
        label = ET.SubElement(labels, "Label", value=mention.type, background=colour)
        if mention.gloss:
            label.set("hint", mention.gloss)
    for attribute in schema.attributes:
        choices = ET.SubElement(
            view,
            "Choices",
            name=attribute.name,
            toName="text",
            perRegion="true",
            choice="single-radio",
            showInline="true",
            visibleWhen="region-selected",
            whenLabelValue=",".join(schema.expand(attribute.on)),
        )
        for value in attribute.values:
            ET.SubElement(choices, "Choice", value=value)
    page = ET.SubElement(view, "View", style="direction: rtl; text-align: right")
    ET.SubElement(page, "Text", name="text", value="$text", granularity="word")
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


_COLOURS = (
    "#d62728", "#9467bd", "#1f77b4", "#17becf", "#7f7f7f", "#2ca02c", "#bcbd22", "#8c564b",
    "#e377c2", "#ff7f0e",
)  # fmt: skip
_Tasks = list[msgspec.Raw]


class _Value(Struct):
    start: Any = None
    end: Any = None
    text: Any = None
    labels: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


class _Item(Struct):
    type: str
    id: str = ""
    from_name: str = ""
    value: _Value = field(default_factory=_Value)
    from_id: str = ""
    to_id: str = ""
    direction: str | None = "right"
    labels: list[str] = field(default_factory=list)


class _Annotation(Struct):
    id: int | str = 0
    result: list[_Item] = field(default_factory=list)
    was_cancelled: bool | None = False
    ground_truth: bool | None = False
    updated_at: str | None = ""


class _Task(Struct):
    data: dict[str, Any]
    id: int | str | None = None
    annotations: list[_Annotation] = field(default_factory=list)


def _broken(path: Path, what: str) -> Problem:
    return Problem(file=str(path), what=what, mend="export as JSON (not JSON-MIN) once more")


def _draft(task: _Task, path: Path, number: int, schema: Schema | None) -> Draft | Problem:
    doc_id = str(task.data.get("doc_id") or task.data.get("id") or task.id or number)
    text = task.data.get("text")
    if not isinstance(text, str):
        return _broken(path, f"task {number} ({doc_id}) has no `text` among its data")
    chosen = sorted(
        (a for a in task.annotations if not a.was_cancelled),
        key=lambda a: (bool(a.ground_truth), a.updated_at or ""),
    )
    if not chosen:
        mend = "annotate and submit it"
        what = "nobody has submitted an annotation; left out"
        return Problem(file=str(path), doc_id=doc_id, what=what, mend=mend)
    meta = task.data.get("meta")
    if not isinstance(meta, dict):
        meta = {k: v for k, v in task.data.items() if k not in ("text", "doc_id", "id")}
    named = {str(k): v if isinstance(v, str) else str(v) for k, v in meta.items() if v is not None}
    draft = Draft(str(path), doc_id, text, named, schema=schema)
    for other in chosen[:-1]:
        draft.problem(
            f"annotation {other.id} is not read: {chosen[-1].id} is the ground truth or later",
            "delete it, or export the annotators apart to compare them",
        )
    _fill(draft, chosen[-1].result)
    return draft


def _fill(draft: Draft, result: list[_Item]) -> None:
    regions = [item for item in result if _is_region(item)]
    quotes = [
        Quote(spans=((r.value.start, r.value.end),), text=r.value.text)
        for r in regions
        if isinstance(r.value.end, int) and isinstance(r.value.text, str)
    ]
    units = fitting(draft.text, quotes, [code_points(draft.text), utf16(draft.text)])
    if units.name != "code points":
        draft.problem(
            f"offsets are {units.name}, as the quotes show; they are converted",
            "nothing to mend: an older Label Studio wrote them",
        )
    for item in regions:
        end = units.point(item.value.end) if isinstance(item.value.end, int) else None
        labels = [*item.value.labels, ""]
        draft.mention(item.id, labels[0], units.point(item.value.start), end, id=item.id)
        for label in labels[1:-1]:
            draft.problem(f"{item.id} has a second label {label}", "mark a region of its own")
    for item in result:
        if item.type == "choices" and item.id and item.value.choices:
            draft.attribute(item.id, item.from_name, item.value.choices[0])
            for choice in item.value.choices[1:]:
                draft.problem(f"{item.from_name} of {item.id} is {choice} as well", "choose one")
        elif item.type == "relation":
            _relate(draft, item)
        elif not _is_region(item):
            what = f"{item.type} {item.id or item.from_name} is no region of plain text; left out"
            draft.problem(what, "mark it with Labels on a Text tag")


def _is_region(item: _Item) -> bool:
    return item.type == "labels" and isinstance(item.value.start, int)


def _relate(draft: Draft, item: _Item) -> None:
    head, tail = item.from_id, item.to_id
    if item.direction == "left":
        head, tail = tail, head
    if item.direction == "bi":
        draft.problem(f"{head} and {tail} are joined both ways; read as {head} -> {tail}",
                      "give the relation one direction")  # fmt: skip
    if not item.labels:
        draft.problem(f"the relation {head} -> {tail} has no label; left out", "give it one")
    for label in item.labels:
        draft.relation(head, label, tail)


def _result(document: Document) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for mention in document.mentions:
        place = {"start": mention.start, "end": mention.end, "text": document.surface(mention)}
        item = {"id": mention.id, "to_name": "text"}
        value = {**place, "labels": [mention.type]}
        items.append({**item, "from_name": "label", "type": "labels", "value": value})
        for name, choice in mention.attributes.items():
            value = {**place, "choices": [choice]}
            items.append({**item, "from_name": name, "type": "choices", "value": value})
    items += (
        {"type": "relation", "from_id": r.head, "to_id": r.tail, "direction": "right",
         "labels": [r.type]}
        for r in document.relations
    )  # fmt: skip
    return items
