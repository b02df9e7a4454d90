"""Tables and quotes as HTML. Knows strings alone.

A cell, a head or a caption is HTML already: what comes from a document goes through `text` first.
"""

from collections.abc import Iterable, Iterator, Sequence

from inference.export.html_text import shown
from inference.export.tables import plain


def text(value: object) -> str:
    """A value in one line, set apart from the direction of what stands around it."""
    return "" if value is None else f"<bdi>{shown(plain(str(value)))}</bdi>"


def quote(words: str) -> str:
    """Words of a document in one line."""
    return f'<bdi class="quote" lang="ar">{shown(plain(words))}</bdi>'


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    kind: str = "figures",
    attributes: Iterable[str] = (),
) -> Iterator[str]:
    """A table whose rows begin with their head; a line in its place where there are no rows.

    `kind`: its class. `attributes`: of each row, as they stand in its tag.
    """
    given = iter(attributes)
    lines = []
    for first, *cells in rows:
        inside = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f'<tr{next(given, "")}><th scope="row">{first}</th>{inside}</tr>')
    if not lines:
        yield f'<p class="none">{caption}: none</p>'
        return
    yield f'<div class="scroll"><table class="{kind}"><caption>{caption}</caption>'
    # A column of bars has no head: its figures stand beside it.
    named = "".join(f'<th scope="col">{head}</th>' if head else "<td></td>" for head in heads)
    yield f"<thead><tr>{''.join(named)}</tr></thead>"
    yield "<tbody>"
    yield from lines
    yield "</tbody></table></div>"
