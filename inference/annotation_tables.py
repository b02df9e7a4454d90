"""Figures of a corpus and of an agreement as lines of plain text. Knows no file and no rule.

Plain, so that they can be pasted into a note and compared by `diff`.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from annotations.agreement import Agreement, Difference, Score
from annotations.stats import Figure, ratio


def stats_table(ours: Sequence[Figure], theirs: Sequence[Figure] | None = None) -> list[str]:
    """One line a figure under its section; with `theirs` their count and value, and the ratio of
    the values. Figures are matched by section and name; what only they have comes last."""
    head = ["", "count", "value"]
    if theirs is not None:
        head += ["their count", "value", "ratio"]
    rows: list[list[str]] = [[*head, ""]]
    other = {(figure.section, figure.name): figure for figure in theirs or ()}
    own = {(figure.section, figure.name) for figure in ours}
    section = ""
    for figure in (*ours, *(f for key, f in other.items() if key not in own)):
        key = figure.section, figure.name
        if figure.section != section:
            section = figure.section
            rows.append([section.upper()])
        here = figure if key in own else None
        cells = [f"  {figure.name}", *_cells(here)]
        if theirs is not None:
            there = other.get(key)
            times = ratio(here.value, there.value) if here and there else None
            cells += [*_cells(there), _number(times)]
        rows.append([*cells, figure.unit])
    return _aligned(rows)


def agreement_table(found: Agreement) -> list[str]:
    """Totals, then each type of mention, of relation, and each attribute."""
    rows = [["", "first", "second", "agreed", "F1", "kappa", "alpha"]]
    for title, scores in (
        ("MENTIONS", found.mentions),
        ("RELATIONS", found.relations),
        ("ATTRIBUTES", found.attributes),
    ):
        rows.append([title])
        rows += [_score(score) for score in scores]
    whole = f"{found.documents} documents, {found.words} words; tags of words: "
    whole += f"kappa {_number(found.kappa, 3)}, alpha {_number(found.alpha, 3)}"
    return [whole, "", *_aligned(rows)]


def difference_lines(differences: Iterable[Difference]) -> list[str]:
    """Every difference with its document and code points, end exclusive."""
    return [
        f"{d.doc_id}@{d.start}-{d.end}: {d.kind}: {d.first or 'nothing'} / {d.second or 'nothing'}"
        for d in differences
    ]


def _score(score: Score) -> list[str]:
    counts = [str(count) for count in (score.first, score.second, score.agreed)]
    rates = [_number(rate, 3) for rate in (score.f1, score.kappa, score.alpha)]
    return [f"  {score.name}", *counts, *rates]


def _cells(figure: Figure | None) -> list[str]:
    if figure is None:
        return ["–", "–"]
    return ["" if figure.count is None else str(figure.count), _value(figure)]


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "" if figure.count is not None and not figure.unit else "–"
    return _number(figure.value)


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns two blanks apart: the first to the left, numbers to the right, a unit as it comes."""
    number = max(len(row) for row in rows)
    widths = [max(_width(row[n]) for row in rows if n < len(row)) for n in range(number)]
    lines = []
    for row in rows:
        cells = [row[0] + " " * (widths[0] - _width(row[0]))]
        for place, cell in enumerate(row[1:], 1):
            blank = " " * (widths[place] - _width(cell))
            is_unit = place == number - 1 and not any(c.isdigit() for c in cell[:1]) and cell != "–"
            cells.append(cell + blank if is_unit else blank + cell)
        lines.append("  ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    """Columns on a terminal: marks that stand on a letter take none."""
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in text)
