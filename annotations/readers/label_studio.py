"""Label Studio: its JSON export (not JSON-MIN, which holds no relations) and a labelling config.

Offsets: the editor counts code points (`charsToCodePoints` in its `selection-tools.js`), early
versions counted UTF-16 units (label-studio#1347, label-studio-frontend#308); a task's own quotes
tell which. CR LF are two. Ids, types, attributes, relations and meta all come back. The text is
whatever key of a task's data the project shows (`label_studio_tasks.text_key`).
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from annotations.document import Document
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.label_studio_tasks import Item, Task, text_key
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
    tasks: list[tuple[int, Task]] = []
    try:
        raws = msgspec.json.decode(
            path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw]
        )
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return ReadResult([], [_broken(path, f"no list of tasks ({error})")])
    for number, raw in enumerate(raws, 1):
        try:
            tasks.append((number, msgspec.json.decode(raw, type=Task)))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            problems.append(_broken(path, f"task {number} cannot be read ({error})"))
    key = text_key(task for _, task in tasks)
    for number, task in tasks:
        draft = _draft(task, key, path, number, schema)
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
    relations = ET.SubElement(view, "Relations", choice="multiple")
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


def _broken(path: Path, what: str) -> Problem:
    return Problem(file=str(path), what=what, mend="export as JSON (not JSON-MIN) once more")


def _draft(task: Task, key: str, path: Path, number: int, schema: Schema | None) -> Draft | Problem:
    doc_id = str(task.data.get("doc_id") or task.data.get("id") or task.id or number)
    text = task.data.get(key)
    if not isinstance(text, str):
        return _broken(path, f"task {number} ({doc_id}) has no `{key}` among its data")
    chosen = sorted(
        (a for a in task.annotations if not a.was_cancelled),
        key=lambda a: (bool(a.ground_truth), a.updated_at or ""),
    )
    if not chosen:
        mend = "annotate and submit it"
        what = "nobody has submitted an annotation; left out"
        return Problem(file=str(path), doc_id=doc_id, what=what, mend=mend)
    said = {name: v for name, v in task.data.items() if name not in (key, "doc_id", "id")}
    if isinstance(said.get("meta"), dict):
        said |= said.pop("meta")
    named = {str(name): _said(v) for name, v in said.items() if v is not None}
    draft = Draft(str(path), doc_id, text, named, schema=schema)
    for other in chosen[:-1]:
        draft.problem(
            f"annotation {other.id} is not read: {chosen[-1].id} is the ground truth or later",
            "delete it, or export the annotators apart to compare them",
        )
    _fill(draft, chosen[-1].result, schema)
    return draft


def _said(value: Any) -> str:
    """Meta holds strings: what is none is kept as its JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _fill(draft: Draft, result: list[Item], schema: Schema | None) -> None:
    regions = [item for item in result if item.is_region]
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
            _relate(draft, item, schema)
        elif not item.is_region:
            what = f"{item.type} {item.id or item.from_name} is no region of plain text; left out"
            draft.problem(what, "mark it with Labels on a Text tag")


def _relate(draft: Draft, item: Item, schema: Schema | None) -> None:
    head, tail = item.from_id, item.to_id
    if item.direction == "left":
        head, tail = tail, head
    if not item.labels:
        draft.problem(f"the relation {head} -> {tail} has no label; left out", "give it one")
    for label in item.labels or ():
        rule = schema.relation.get(label) if schema else None
        if item.direction == "bi" and not (rule and rule.symmetric):
            what = f"{head} and {tail} are joined both ways; read as {head} -> {tail}"
            draft.problem(what, "give the relation one direction")
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
    # One arrow a pair: the editor drops a second one between the same two regions.
    labels: dict[tuple[str, str], list[str]] = {}
    for r in document.relations:
        labels.setdefault((r.head, r.tail), []).append(r.type)
    items += (
        {"type": "relation", "from_id": a, "to_id": b, "direction": "right", "labels": named}
        for (a, b), named in labels.items()
    )
    return items
