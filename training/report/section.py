"""One document with its errors: the marked text, then a table for each kind of thing.

Knows compared documents; loads and measures nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from annotations.document import Document
from annotations.words import words
from inference.export.html_text import shown
from inference.export.tables import plain
from training.report.errors import GIVEN, MENTIONS, RELATIONS, Compared
from training.report.markup import quote, table, text
from training.report.text import GAP, SIGNS, marked
from training.report.told import End, Pair, Told

NONE = "-"  # of a side that says nothing, in the filter
_META = ("published", "source")


def anchors(number: int, one: Compared) -> Iterator[tuple[str, str, Pair]]:
    """Table, anchor and pair of every error of the document of that number, as they are shown."""
    errors = one.errors()
    for place, name in enumerate(one.tables):
        for count, pair in enumerate(errors.get(name, ()), start=1):
            yield name, f"{_prefix(number, place)}{count}", pair


def section(number: int, one: Compared) -> Iterator[str]:
    """A document that has an error, open, with the anchor `d{number}`."""
    document, errors = one.document, one.errors()
    yield f'<details class="doc" id="d{number}" open>'
    yield f"<summary><h3>{text(document.id)}</h3> <small>{_about(document)}</small></summary>"
    body = marked(
        document.text, one.tables[MENTIONS], _prefix(number, list(one.tables).index(MENTIONS))
    )
    yield f'<div class="text" lang="ar" dir="rtl">{body}</div>'
    for place, name in enumerate(one.tables):
        if name in errors:
            yield '<div class="errors">'
            yield from _errors(name, errors[name], document, _prefix(number, place))
            yield "</div>"
    yield "</details>"


def index(documents: Sequence[Compared]) -> Iterator[str]:
    """A line for every document, with or without an error."""
    rows = []
    for number, one in enumerate(documents, start=1):
        errors, name = one.errors(), text(one.document.id)
        relations = len(errors.get(RELATIONS, ())) + len(errors.get(GIVEN, ()))
        mentions = len(errors.get(MENTIONS, ()))
        others = sum(map(len, errors.values())) - mentions - relations
        size = str(len(words(one.document.text)))
        if errors:
            link = f'<a href="#d{number}">{name}</a>'
            rows.append([link, size, str(mentions), str(relations), str(others)])
        else:
            rows.append([name, size, "no error", "", ""])
    heads = ("document", "words", "mentions", "relations", "attributes, values, rows")
    yield from table("Errors of each document", heads, rows)


def _errors(name: str, pairs: Sequence[Pair], document: Document, prefix: str) -> Iterator[str]:
    missed = sum(pair.gold is not None for pair in pairs)
    made_up = sum(pair.given is not None for pair in pairs)
    rows, attributes = [], []
    for count, pair in enumerate(pairs, start=1):
        sign = f"{SIGNS[pair.kind]}{GAP}{count}"
        link = f'<a href="#{prefix}{count}-text">{sign}</a>' if name == MENTIONS else sign
        changed = _changed(pair)
        rows.append(
            [
                link,
                text(pair.kind),
                _told(pair.gold, document, changed),
                _told(pair.given, document, changed),
                "<br>".join(map(text, pair.notes)),
            ]
        )
        attributes.append(_attributes(name, pair, f"{prefix}{count}"))
    caption = f"{text(name)}: {missed} missed, {made_up} made up"
    heads = ("no.", "error", "gold", "model", "note")
    yield from table(caption, heads, rows, kind="list", attributes=attributes)


def _attributes(name: str, pair: Pair, anchor: str) -> str:
    sides = [told.label if told else NONE for told in (pair.gold, pair.given)]
    values = {"table": name, "kind": pair.kind, "gold": sides[0], "given": sides[1]}
    data = "".join(f' data-{key}="{shown(plain(value))}"' for key, value in values.items())
    return f' id="{anchor}"{data}'


def _told(told: Told | None, document: Document, changed: Sequence[str]) -> str:
    """What one side says, quoted; nothing is a dash."""
    if told is None:
        return '<span class="none">—</span>'
    first, *others = (_end(end, document) for end in told.ends)
    score = "" if told.score is None else f' <span class="score">{told.score:.2f}</span>'
    if others:
        types = [f" <small>{text(end[2])}</small>" if end[0] >= 0 else "" for end in told.ends]
        link = f' <b class="label">—{text(told.label)}→</b> '
        return f"{first}{types[0]}{link}{others[0]}{types[1]}{score}"
    if told.fields:
        return f"{first}<br>{_fields(told.fields, changed)}"
    return f'{first} <b class="label">{text(told.label)}</b>{score}'


def _fields(fields: Mapping[str, str], changed: Sequence[str]) -> str:
    parts = []
    for name, value in fields.items():
        tag = "strong" if name in changed else "span"
        parts.append(f"<{tag}><i>{text(name)}</i> {text(value or '—')}</{tag}>")
    return " · ".join(parts)


def _changed(pair: Pair) -> list[str]:
    """The fields in which two rows differ; of one side alone none stands out."""
    if not (pair.gold and pair.given):
        return []
    theirs = pair.given.fields
    return [name for name, value in pair.gold.fields.items() if theirs.get(name) != value]


def _end(end: End, document: Document) -> str:
    start, stop, name = end
    return quote(document.text[start:stop]) if start >= 0 else f"no mention {text(name)}"


def _about(document: Document) -> str:
    told = [document.meta[name] for name in _META if document.meta.get(name)]
    return " · ".join(map(text, [*told, f"{len(words(document.text))} words"]))


def _prefix(number: int, place: int) -> str:
    return f"d{number}-{place}-"
