"""An evaluation as one self-contained page. Knows scores and compared documents, loads nothing.

The page forbids itself the network and every script and style but its own, by their hashes.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from inference.export.html_text import shown
from inference.export.tables import plain
from training.data import fingerprint
from training.evaluate import Evaluation
from training.measures.resampling import Difference
from training.report import scores as figures
from training.report.confusion import Types, confusion
from training.report.errors import MENTIONS, RELATIONS, Compared, balance
from training.report.markup import text
from training.report.matrix import matrix
from training.report.section import NONE, anchors, index, section


class About(Struct, frozen=True, kw_only=True):
    """What was measured. `date`: of the measurement, None when it is not told.

    `problems`: of the gold file, what could not be read. `other`: the model that `differences` are
    against.
    """

    model: str
    gold: str
    split: str | None = None
    date: str | None = None
    problems: Sequence[str] = ()
    other: str = ""
    differences: Mapping[str, Difference | None] | None = None


def write_page(
    stream: TextIO,
    about: About,
    scores: Evaluation,
    documents: Sequence[Compared],
    schema: Schema,
) -> None:
    """Write the page, piece by piece, to a file open for text in UTF-8. Raises `OSError`."""
    for piece in _page(about, scores, documents, schema):
        stream.write(piece + "\n")


def _page(
    about: About, scores: Evaluation, documents: Sequence[Compared], schema: Schema
) -> Iterator[str]:
    style, script = (_beside(name) for name in ("page.css", "page.js"))
    yield _HEAD.format(
        title=shown(plain(about.model)),
        style=style,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    yield "<header>"
    yield f"<h1>Evaluation of {text(about.model)}</h1>"
    yield from _measured(about, scores, documents)
    yield "</header><main>"
    yield '<section id="overall"><h2>Overall</h2>'
    yield from figures.overall(scores)
    if about.differences is not None:
        yield from figures.differences(about.other, about.differences)
    yield from figures.shown_errors(balance(documents, scores))
    yield '</section><section id="types"><h2>By type</h2><div class="columns">'
    yield from figures.by_type(scores)
    yield "</div>"
    yield '</section><section id="confusion"><h2>What was given for what</h2>'
    yield _CONFUSION
    yield from _matrices(documents, schema)
    yield '</section><section id="probabilities"><h2>Probabilities</h2>'
    yield _PROBABILITIES
    yield from figures.probabilities(scores.calibration)
    yield '</section><section id="parts"><h2>By length, paragraph and source</h2>'
    yield from figures.by_part(scores.by)
    yield '</section><section id="documents"><h2>Documents</h2>'
    yield from index(documents)
    yield '</section><section id="errors"><h2>Every error in its text</h2>'
    yield _LEGEND
    yield from _filter(documents)
    for number, one in enumerate(documents, start=1):
        if one.errors():
            yield from section(number, one)
    yield f"</section></main>\n<script>{script}</script>\n</body>\n</html>"


def _measured(about: About, scores: Evaluation, documents: Sequence[Compared]) -> Iterator[str]:
    gold = [one.document for one in documents]
    told = {
        "Model": about.model,
        "Gold": about.gold + (f", split {about.split}" if about.split else ""),
        "Fingerprint of the gold": _fingerprint(gold),
        "Documents": f"{scores.documents}, {scores.words} words",
        "Published": _published(gold),
        "Measured": about.date,
    }
    lines = (f"<dt>{name}</dt><dd>{text(value)}</dd>" for name, value in told.items() if value)
    yield f"<dl>{''.join(lines)}</dl>"
    if about.problems:
        yield "<h2>Gold that could not be read</h2><ul>"
        yield from (f"<li>{text(problem)}</li>" for problem in about.problems)
        yield "</ul>"


def _fingerprint(gold: Sequence[Document]) -> str | None:
    """As a run's folder has it; None of a document that JSON cannot hold, which is measured too."""
    try:
        return fingerprint(gold)
    except ValueError:
        return None


def _published(gold: Sequence[Document]) -> str:
    days = sorted(d.meta["published"] for d in gold if d.meta.get("published"))
    undated = len(gold) - len(days)
    between = f"{days[0]} to {days[-1]}" if days else ""
    return ", ".join(filter(None, (between, f"{undated} not dated" if undated else "")))


def _matrices(documents: Sequence[Compared], schema: Schema) -> Iterator[str]:
    first: dict[tuple[str, Types], str] = {}
    for number, one in enumerate(documents, start=1):
        for table, anchor, pair in anchors(number, one):
            gold, given = (told.label if told else None for told in (pair.gold, pair.given))
            first.setdefault((table, (gold, given)), anchor)
    for caption, table, kinds in (
        ("Mentions", MENTIONS, schema.types),
        ("Relations", RELATIONS, schema.relation_types),
    ):
        found = confusion((pair for one in documents for pair in one.tables[table]), kinds)
        links = {types: anchor for (name, types), anchor in first.items() if name == table}
        yield from matrix(caption, table, found, links)


def _filter(documents: Sequence[Compared]) -> Iterator[str]:
    """Choices that the script works with; without it they are not seen, and nothing is hidden."""
    choices: dict[str, dict[str, str]] = {"table": {}, "kind": {}, "gold": {}, "given": {}}
    for one in documents:
        for name, pairs in one.errors().items():
            choices["table"][name] = name
            for pair in pairs:
                choices["kind"][pair.kind] = pair.kind
                for side, told in (("gold", pair.gold), ("given", pair.given)):
                    label = plain(told.label) if told else NONE
                    choices[side][label] = label if told else "nothing"
    yield '<form id="filter" hidden>'
    for key, label in (("table", "of"), ("kind", "error"), ("gold", "gold"), ("given", "model")):
        yield f'<label>{label} <select name="{key}"><option value="">any</option>'
        for value, name in sorted(choices[key].items()):
            yield f'<option value="{shown(plain(value))}">{shown(plain(name))}</option>'
        yield "</select></label>"
    yield '<button type="reset">show all</button>'
    yield '<button type="button" id="fold">fold all</button> <output></output></form>'


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(content.encode()).digest()).decode()


_HEAD = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{style_hash}'; script-src '{script_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Marsad: evaluation of {title}</title>
<style>{style}</style>
</head>
<body>
<nav aria-label="Parts of this page"><a href="#overall">Overall</a> <a href="#types">By type</a>
<a href="#confusion">Confusion</a> <a href="#probabilities">Probabilities</a>
<a href="#parts">Parts</a> <a href="#documents">Documents</a> <a href="#errors">Errors</a></nav>"""  # noqa: E501
_CONFUSION = """<p>A mention is held against the one given for the same words, or for words that
overlap; a relation against the one given between the same two mentions. On the diagonal: right,
and after a plus those of the right type with wrong borders or ends. A number that is a link leads
to the first such error.</p>"""
_PROBABILITIES = """<p>Left: of the items with such a score, how many are right; on the line, scores
are probabilities; the grey bars say how many items there are. Right: how much is wrong of the
surest part of what was given.</p>"""
_LEGEND = """<p class="legend">A line over the words is gold's, a line under them the model's:
<span class="g-right m-right">right</span>,
<mark class="g-missed">missed</mark> <span class="sign missed">−</span>,
<mark class="m-made">made up</mark> <span class="sign made">+</span>,
<mark class="g-type m-type">wrong type</mark> <span class="sign type">≠</span>,
<mark class="g-border">wrong </mark><mark class="g-border m-border">border</mark> <span class="sign border">↔</span>,
<mark class="g-both">wrong type </mark><mark class="g-both m-both">and border</mark> <span class="sign both">≠↔</span>.
Point at words for their types and scores; a sign leads to its line in the tables. An error with
both sides counts as one missed and one made up. A relation's note says which of its ends is no
right mention; without one, both ends were found.</p>"""  # noqa: E501
