"""The page shows a report's text and figures, and nothing in a report becomes markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotations.schema import Schema
from inference.export.html import HtmlPage
from inference.export.html_map import Point, svg
from inference.export.html_text import MarkedText, shown
from inference.result import Result, ScoredMention


class Page(HTMLParser):
    """Tags, attributes and text of a page; unclosed tags are left on the stack."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.stack: list[str] = []
        self.words = ""
        self.report = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "br", "path", "rect"):
            self.stack.append("report" if ("class", "text") in attrs else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "rect"):
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.words += data
        if "report" in self.stack:
            self.report += data


def page(path: Path, *results: Result) -> tuple[str, Page]:
    with HtmlPage.open(path / "page.html", schema=Schema.default()) as writer:
        for result in results:
            writer.write(result)
    source = (path / "page.html").read_text("utf-8")
    return source, Page(source)


def test_the_text_is_whole_and_mentions_are_marked(tmp_path: Path, told: Result) -> None:
    _, read = page(tmp_path, told)
    assert read.report == told.text
    assert read.stack == []
    titles = [value for name, value in read.attributes if name == "title"]
    assert any(t.startswith("CLASH, score 0.90, 0-8\nagent (0.80) ← جبهة الغابة") for t in titles)
    assert any("victim (0.70) of مقتل [KILLED]" in t for t in titles)
    assert any(t.startswith("KILLED, realis denied, score 0.90") for t in titles)


def test_overlapping_mentions_are_all_noted() -> None:
    mentions = [
        ScoredMention(id="v", type="VICTIM", start=0, end=8, score=0.5),
        ScoredMention(id="c", type="COUNT", start=0, end=1, score=0.5),
    ]
    result = Result(id="x", text="3 مدنيين", mentions=mentions)
    marked = MarkedText(result, Schema.default(), "d1-")
    assert (marked.anchor("v"), marked.anchor("c"), marked.anchor("z")) == ("d1-m0", "d1-m1", None)
    first, rest = marked.html().split("</mark>")[:2]
    assert "VICTIM" in first
    assert "COUNT" in first
    assert "COUNT" not in rest


def test_tables_checks_and_map(tmp_path: Path, told: Result) -> None:
    _, read = page(tmp_path, told, told)
    assert read.tags.count("svg") == read.tags.count("details") == 2
    assert read.tags.count("table") == 6
    assert ("✓" in read.words, "✗" in read.words, "?" in read.words) == (True, True, True)
    assert "planned" in read.words
    assert "or 4" in read.words
    assert "2 events · 2 groups of people · 3 checks, 1 disagree" in read.words
    anchors = [value for name, value in read.attributes if name == "id"]
    links = [value[1:] for name, value in read.attributes if name == "href"]
    assert len(anchors) == len(set(anchors))
    assert set(links) <= set(anchors)
    assert "d2-m0" in links


def test_nothing_is_loaded_from_anywhere(tmp_path: Path, told: Result) -> None:
    source, read = page(tmp_path, told)
    assert "default-src 'none'" in source
    assert not {"script", "link", "img", "iframe", "object", "use"} & set(read.tags)
    assert not {"src", "srcset", "onload", "onerror"} & {name for name, _ in read.attributes}
    assert re.findall(r"url\(|@import", source) == []
    assert re.findall(r"https?://[^\"]+", source) == ["http://www.w3.org/2000/svg"]


def test_a_hostile_report_is_harmless(tmp_path: Path, hostile: Result, told: Result) -> None:
    source, read = page(tmp_path, hostile)
    _, usual = page(tmp_path, told)
    assert set(read.tags) <= set(usual.tags)
    assert {name for name, _ in read.attributes} <= {name for name, _ in usual.attributes}
    assert read.stack == []
    assert "<script>alert(1)</script>" in read.report  # as words
    assert not set(source) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")
    assert "\ufffd" in read.report


@given(st.text(alphabet=st.one_of(st.sampled_from("<>&\"'\u202e\u2067"), st.characters())))
def test_no_text_leaves_its_place(text: str) -> None:
    safe = shown(text)
    assert not set(safe) & set("<>\"'\u202e\u2067\x00")


@given(
    st.text(alphabet="اب <&\n", max_size=20),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=6),
)
def test_any_spans_give_whole_text_and_closed_tags(text: str, spans: list[tuple[int, int]]) -> None:
    mentions = [
        ScoredMention(id=str(at), type="PLACE", start=a, end=b, score=0.5)
        for at, (a, b) in enumerate(spans)
    ]
    result = Result(id="x", text=text, mentions=mentions)
    read = Page(f'<p class="text">{MarkedText(result, Schema.default(), "d").html()}</p>')
    assert read.report == text
    assert read.stack == []


@given(
    st.lists(
        st.tuples(st.floats(-89, 89), st.floats(-180, 180), st.integers(0, 9)),
        min_size=1,
        max_size=8,
    )
)
def test_every_point_is_on_the_map(spots: list[tuple[float, float, int]]) -> None:
    points = [
        Point(latitude=a, longitude=b, label="بلدة", note="x", events=n, weight=n)
        for a, b, n in spots
    ]
    drawn = svg(points)
    centres = re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', drawn)
    assert len(centres) == len(points)
    assert all(0 <= float(x) <= 440 and 0 <= float(y) <= 340 for x, y in centres)
    assert "km" in drawn


def test_no_points_no_map() -> None:
    assert svg([]) == ""
