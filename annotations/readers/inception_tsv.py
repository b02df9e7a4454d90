"""INCEpTION's WebAnno TSV 3, a file a document. Offsets are UTF-16 units.

TSV puts a text together from its sentences and cannot say what lies between them: we write each up
to the next one's first word, so that nothing does. It has no place for meta, which goes into
`documents.json` beside the files. For the layers that a project needs see `layers`.
"""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from annotations.document import Document
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.layers import (
    MENTION,
    RELATION,
    attribute_features,
    holds_mentions,
    label_and_rest,
)
from annotations.readers.offsets import utf16
from annotations.readers.result import Problem, ReadResult
from annotations.readers.sidecar import id_of, read_meta, stem_of, write_meta
from annotations.readers.tokens import covered, cut_words
from annotations.readers.tsv_file import (
    Layer,
    TsvError,
    Unit,
    escape,
    parse,
    text_lines,
    values,
)
from annotations.schema import Schema
from annotations.words import Span, paragraphs


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of a `.tsv` file or a folder of them, with its sub-folders. Raises `OSError`."""
    files = sorted(path.rglob("*.tsv")) if path.is_dir() else [path]
    root = path if path.is_dir() else path.parent
    metas, problems = read_meta(root)
    drafts = []
    for file in files:
        doc_id = id_of(file.relative_to(root).with_suffix("").as_posix())
        try:
            layers, text, units = parse(file.read_bytes().decode("utf-8"))
        except (TsvError, UnicodeDecodeError) as error:
            line = error.line if isinstance(error, TsvError) else None
            mend = "export as WebAnno TSV 3.3 once more"
            problem = Problem(file=str(file), line=line, doc_id=doc_id, what=str(error), mend=mend)
            problems.append(problem)
            continue
        draft = Draft(str(file), doc_id, text, metas.get(doc_id), schema=schema)
        _fill(draft, layers, units)
        drafts.append(draft)
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write a folder of files; what TSV cannot hold. Raises `OSError`."""
    path.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    metas: dict[str, dict[str, str]] = {}
    for given in documents:
        file = path / f"{stem_of(given.id)}.tsv"
        document, lost = writable(given, str(file))
        draft = Draft(str(file), document.id, document.text)
        lines = _lines(document, draft, schema)
        file.write_bytes("".join(f"{line}\n" for line in lines).encode())
        metas[document.id] = document.meta
        problems += lost + draft.problems
    write_meta(path, metas)
    return problems


class _Found(Struct):
    layer: str
    start: int
    end: int
    line: int
    features: dict[str, str | None] = field(default_factory=dict)


def _fill(draft: Draft, layers: list[Layer], units: list[Unit]) -> None:
    found: dict[str, _Found] = {}
    at: dict[tuple[str, str], list[str]] = {}
    for layer in layers:
        if layer.kind == "SP" and holds_mentions(layer.name):
            _collect(layer, units, found, at)
        elif layer.kind != "RL" or not holds_mentions(layer.base):
            draft.problem(f"layer {layer.name} is not read", "keep it in INCEpTION")
        if layer.skipped and holds_mentions(layer.name):
            what = f"slot features of {layer.name} are not read ({', '.join(layer.skipped)})"
            draft.problem(what, "use a relation layer instead")
    counts = utf16(draft.text)
    for key, one in found.items():
        kind, own, attributes = label_and_rest(one.layer, one.features)
        start, end = counts.point(one.start), counts.point(one.end)
        draft.mention(key, kind, start, end, id=own, attributes=attributes, line=one.line)
    for layer in layers:
        if layer.kind == "RL" and holds_mentions(layer.base) and layer.reference is not None:
            for unit in units:
                _relate(draft, layer, unit, at)


def _collect(
    layer: Layer, units: list[Unit], found: dict[str, _Found], at: dict[tuple[str, str], list[str]]
) -> None:
    """The annotations of a span layer; one over several rows bears a number in each."""
    for unit in units:
        for feature, column in layer.columns.items():
            for place, (value, number) in enumerate(values(unit.cells[column])):
                key = f"{layer.name}[{number}]" if number else f"{layer.name}@{unit.id}.{place}"
                if key not in found:
                    found[key] = _Found(layer.name, unit.start, unit.end, unit.line)
                found[key].end = unit.end
                if feature:
                    found[key].features[feature] = value
                keys = at.setdefault((layer.name, unit.id), [])
                if key not in keys:
                    keys.append(key)


def _relate(draft: Draft, layer: Layer, unit: Unit, at: dict[tuple[str, str], list[str]]) -> None:
    """The relations that end at a row: head by reference, tail the row itself."""
    columns = {name: values(unit.cells[column]) for name, column in layer.columns.items() if name}
    for place, (source, marks) in enumerate(values(unit.cells[layer.reference or 0])):
        ends = []
        numbers = [*marks.split("_"), "", ""][:2]
        for where, number in ((source or "", numbers[0]), (unit.id, numbers[1])):
            here = at.get((layer.base, where), ["", ""])
            ends.append(f"{layer.base}[{number}]" if number not in ("", "0") else here[0])
        said = {name: row[place][0] for name, row in columns.items() if place < len(row)}
        kind, _, more = label_and_rest(layer.name, said)
        if more:
            what = f"{kind} has further features ({', '.join(more)}), which are left out"
            draft.problem(what, "keep them in INCEpTION", line=unit.line)
        draft.relation(ends[0], kind, ends[1], line=unit.line)


def _lines(document: Document, draft: Draft, schema: Schema) -> list[str]:
    text, counts = document.text, utf16(document.text)
    tokens = cut_words(text, document.mentions)
    said = [name for mention in document.mentions for name in mention.attributes]
    features, unfit = attribute_features(schema, said)
    if unfit:
        what = f"attributes {', '.join(unfit)} cannot be features; left out"
        draft.problem(what, "name them like identifiers")
    spans = _covering(document, tokens, draft)
    starts = _sentences(text, tokens)
    if not tokens:
        what = "the text holds no word; INCEpTION will refuse the file, and blanks are lost"
        draft.problem(what, "leave the document out")
    elif text[: starts[0]].strip(" "):
        what = "what lies before the first word is written as blanks"
        draft.problem(what, "begin the text with a word")
    unit_ids = _unit_ids(tokens, starts)
    numbers = {name: number for number, name in enumerate(spans, 1)}
    lines = ["#FORMAT=WebAnno TSV 3.3", f"#T_SP={'|'.join([MENTION, 'id', 'label', *features])}"]
    lines += [f"#T_RL={RELATION}|label|BT_{MENTION}", ""]
    by_id = document.by_id()
    for place, token in enumerate(tokens):
        if token.start in starts:
            edges = [*starts, len(text)]
            end = edges[edges.index(token.start) + 1]
            lines += ["", *text_lines(text[token.start : end])]
        here = [by_id[name] for name, (first, last) in spans.items() if first <= place <= last]
        into = [
            relation
            for relation in document.relations
            if relation.head in spans and relation.tail in spans
            and spans[relation.tail][0] == place
        ]  # fmt: skip
        cells = [_cell([(m.id, numbers[m.id]) for m in here])]
        cells.append(_cell([(m.type, numbers[m.id]) for m in here]))
        cells += (_cell([(m.attributes.get(f), numbers[m.id]) for m in here]) for f in features)
        cells.append("|".join(escape(r.type) for r in into) or "_")
        cells.append(
            "|".join(
                f"{unit_ids[spans[r.head][0]]}[{numbers[r.head]}_{numbers[r.tail]}]" for r in into
            )
            or "_"
        )
        offsets = f"{counts.offset(token.start)}-{counts.offset(token.end)}"
        word = text[token.start : token.end]
        lines.append("\t".join([unit_ids[place], offsets, word, *cells, ""]))
    return lines


def _cell(stack: list[tuple[str | None, int]]) -> str:
    parts = [f"{'*' if value is None else escape(value)}[{number}]" for value, number in stack]
    return "|".join(parts) or "_"


def _covering(document: Document, tokens: list[Span], draft: Draft) -> dict[str, tuple[int, int]]:
    """Mention -> its first and last token; what covers none, or more than tokens, is named."""
    spans = {}
    for mention in document.mentions:
        inside = covered(tokens, mention)
        name, start, end = f"{mention.type} {mention.id}", mention.start, mention.end
        if inside is None:
            draft.problem(f"{name} holds no word; left out", "mark words", start=start, end=end)
            continue
        spans[mention.id] = inside
        if (tokens[inside[0]].start, tokens[inside[1]].end) != (start, end):
            what = f"{name} loses what is no word at its edge"
            draft.problem(what, "mark whole words", start=start, end=end)
    for relation in document.relations:
        if relation.head not in spans or relation.tail not in spans:
            what = f"{relation.head} {relation.type} {relation.tail} lost an end; left out"
            draft.problem(what, "mend the mention")
    return spans


def _sentences(text: str, tokens: list[Span]) -> list[int]:
    """Where the first word of each line stands."""
    starts = []
    at = 0
    for line in paragraphs(text):
        while tokens[at].start < line.start:
            at += 1
        starts.append(tokens[at].start)
    return starts


def _unit_ids(tokens: list[Span], starts: list[int]) -> list[str]:
    ids = []
    sentence = number = 0
    for token in tokens:
        if token.start in starts:
            sentence, number = sentence + 1, 0
        number += 1
        ids.append(f"{sentence}-{number}")
    return ids
