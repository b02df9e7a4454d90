"""A confusion matrix as an HTML table. Knows counts; each cell of errors leads to the first one."""

from collections.abc import Iterator, Mapping

from inference.export.html_text import shown
from inference.export.tables import plain
from training.report.confusion import Confusion, Types
from training.report.markup import text
from training.report.section import NONE

_SHADES = 5


def matrix(caption: str, name: str, found: Confusion, first: Mapping[Types, str]) -> Iterator[str]:
    """Rows are gold, columns what was given. `name`: the table that its errors are listed in.

    `first`: the anchor of the first error of a cell. A diagonal cell says how many are right, and
    after a plus how many have the right type and wrong borders or ends.
    """
    if not found.types:
        yield f'<p class="none">{caption}: none</p>'
        return
    yield f'<div class="scroll"><table class="matrix"><caption>{caption}</caption><thead><tr>'
    yield '<th scope="col">gold ╲ model</th>'
    for head in (*map(text, found.types), "missed", "gold"):
        yield f'<th scope="col"><span>{head}</span></th>'
    yield "</tr></thead><tbody>"
    for gold in (*found.types, None):
        wanted = None if gold is None else found.wanted(gold)
        cells = [_cell((gold, given), name, found, first, wanted) for given in found.types]
        if gold is not None:
            cells += [_cell((gold, None), name, found, first, wanted), f"<td>{wanted}</td>"]
        else:
            cells += ["<td></td>", "<td></td>"]
        head = "made up" if gold is None else text(gold)
        yield f'<tr><th scope="row">{head}</th>{"".join(cells)}</tr>'
    sums = "".join(f"<td>{found.given(name)}</td>" for name in found.types)
    yield f'<tr><th scope="row">given</th>{sums}<td></td><td></td></tr>'
    yield "</tbody></table></div>"


def _cell(
    types: Types, name: str, found: Confusion, first: Mapping[Types, str], wanted: int | None
) -> str:
    """`wanted`: of the row's type, which the shade is a share of; None where nothing is."""
    gold, given = types
    count = found.pairs[types]
    right = found.right[gold] if gold is not None and gold == given else 0
    wrong = count - right
    if not count:
        return "<td></td>"
    inside = str(right) if right else ""
    if wrong:
        sides = [shown(plain(side or NONE)) for side in types]
        link = (
            f'<a href="#{first[types]}" data-table="{shown(name)}" data-gold="{sides[0]}" '
            f'data-given="{sides[1]}">{"+" if right else ""}{wrong}</a>'
        )
        inside = f"{inside} {link}".strip()
    base = wanted or sum(found.pairs.values())
    shade = min(_SHADES, 1 + int(_SHADES * count / base))
    return f'<td class="{"ok" if right else "off"}{shade}">{inside}</td>'
