"""Where mentions stand in the text: lines, and what comes after."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.document import Document, Mention
from annotations.schema import Schema
from inference.records.marks import Marks

TEXT = st.text(alphabet="اب \n\r\u2028", min_size=1, max_size=40)
SPANS = st.lists(st.tuples(st.integers(0, 39), st.integers(1, 12)), max_size=12)


def marks_of(text: str, spans: list[tuple[int, int]]) -> Marks:
    mentions = [
        Mention(id=f"m{number}", type="VICTIM", start=start, end=start + length)
        for number, (start, length) in enumerate(spans)
    ]
    return Marks(Document(id="case", text=text, mentions=mentions), Schema.default())


@given(TEXT, SPANS)
def test_lines_are_counted_from_the_start(text: str, spans: list[tuple[int, int]]) -> None:
    marks = marks_of(text, [span for span in spans if span[0] < len(text)])
    for mention in marks.mentions:
        line = marks.paragraph(mention.id)
        assert line == text[: mention.start].count("\n")
        assert 0 <= line < len(marks.lines)


@given(TEXT, SPANS, st.integers(0, 50))
def test_what_comes_after(text: str, spans: list[tuple[int, int]], offset: int) -> None:
    marks = marks_of(text, spans)
    behind = [mention for mention in marks.mentions if mention.end > offset]
    assert list(marks.ending_after(offset)) == behind
    for number, mention in enumerate(marks.mentions):
        assert list(marks.after(mention.id)) == marks.mentions[number + 1 :]
