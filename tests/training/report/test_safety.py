"""Nothing of a document runs on the page, and the page loads nothing."""

import re
from collections.abc import Callable
from typing import Any

from annotations.document import Document, Mention, Relation
from inference.result import Result
from training.evaluate import Evaluation
from training.measures.resampling import Difference
from training.report.page import About

Read = Callable[[Document], Result]
Show = Callable[..., Any]
Count = Callable[[Evaluation], dict[str, tuple[int, int]]]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\u202eقتلى\u202c\x00\ud800"


def test_a_hostile_document_is_harmless(
    report: Document, as_result: Read, show: Show, counted: Count, moved: Document
) -> None:
    _, usual, _ = show([report, report], [as_result(moved), as_result(report)])
    at = len(HOSTILE)
    bad = Document(
        id=HOSTILE,
        text=HOSTILE + " قصف",
        meta={"source": HOSTILE, "published": HOSTILE},
        mentions=[
            Mention(id="a", type=HOSTILE, start=0, end=5),
            Mention(id="b", type="SHELLING", start=at + 1, end=at + 4,
                    attributes={"realis": HOSTILE}),
            Mention(id="c", type="PLACE", start=900, end=950),
            Mention(id="e", type="PLACE", start=7, end=3),
        ],
        relations=[
            Relation(head="b", type=HOSTILE, tail="c"),
            Relation(head=HOSTILE, type="place", tail="c"),
        ],
    )  # fmt: skip
    given = as_result(Document(id=HOSTILE, text=bad.text, meta=bad.meta))
    about = About(
        model=HOSTILE,
        gold=HOSTILE,
        split=HOSTILE,
        date=HOSTILE,
        problems=[HOSTILE],
        other=HOSTILE,
        differences={"mentions": Difference(0.1, 0.0, 0.2, 0.04), "relations": None},
    )
    scores, page, source = show([bad], [given], about=about)
    assert page.shown() == counted(scores)
    assert page.shown()["mentions, strict"] == (4, 0)
    assert page.shown()["relations, strict"] == (2, 0)
    assert page.tags.count("script") == usual.tags.count("script") == 1
    assert set(page.tags) <= {*usual.tags, "ul", "li"}
    assert {name for name, _ in page.attributes} <= {name for name, _ in usual.attributes}
    assert page.stack == []
    assert not set(source) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00")
    source.encode("utf-8")
    assert "<script>alert(1)</script>" in page.texts[0]  # as words


def test_the_page_stands_alone(
    report: Document, as_result: Read, show: Show, moved: Document
) -> None:
    _, page, source = show([report], [as_result(moved)])
    names = {name for name, _ in page.attributes}
    assert not names & {"src", "srcset", "style", "action"}
    assert not {name for name in names if name.startswith("on")}
    assert re.findall(r"url\(|@import|https?://", source) == []
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', source)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    links = [value[1:] for name, value in page.attributes if name == "href"]
    anchors = [value for name, value in page.attributes if name == "id"]
    assert len(anchors) == len(set(anchors))
    assert set(links) <= set(anchors)
