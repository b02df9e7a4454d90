"""A page read as a browser would, and results planted without a model."""

from collections import Counter
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from io import StringIO

import msgspec
import pytest

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from inference.result import Result
from training.evaluate import Evaluation, Readings, score
from training.report.errors import compared
from training.report.page import About, write_page

change = msgspec.structs.replace
EMPTY = ("meta", "br", "path", "rect", "circle")


class Page(HTMLParser):
    """Tags, attributes, error rows and marked texts of a page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[dict[str, str]] = []
        self.stack: list[tuple[str, str]] = []
        self.words = ""
        self.texts: list[str] = []
        self.signs = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += list(told.items())
        if tag == "tr" and "data-table" in told:
            self.rows.append(told)
        if told.get("class") == "text":
            self.texts.append("")
        if tag == "a" and told.get("class", "").startswith("sign"):
            self.signs += 1
        if tag not in EMPTY:
            self.stack.append((tag, told.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not self.stack or self.stack[-1][0] in ("script", "style"):
            return
        self.words += data
        classes = [name for _, name in self.stack]
        if "text" in classes and not any(name.startswith("sign") for name in classes):
            self.texts[-1] += data

    def shown(self) -> dict[str, tuple[int, int]]:
        """Table -> errors of it that the page shows: missed and made up."""
        missed: Counter[str] = Counter()
        made_up: Counter[str] = Counter()
        for row in self.rows:
            missed[row["data-table"]] += row["data-kind"] != "made up"
            made_up[row["data-table"]] += row["data-kind"] != "missed"
        return {name: (missed[name], made_up[name]) for name in missed | made_up}


Shown = tuple[Evaluation, Page, str]
Show = Callable[[Sequence[Document], Sequence[Result]], Shown]


@pytest.fixture(scope="session")
def show(schema: Schema) -> Callable[..., Shown]:
    """The scores of results and their page, read and as it stands."""

    def made(
        gold: Sequence[Document],
        results: Sequence[Result],
        between: Sequence[Result] | None = None,
        about: About | None = None,
    ) -> Shown:
        readings = Readings(results=list(results), with_mentions=list(between or results))
        scores = score(gold, readings.results, readings.with_mentions, schema)
        documents = list(compared(gold, readings, schema, records=scores.records is not None))
        stream = StringIO()
        write_page(stream, about or About(model="m", gold="g.jsonl"), scores, documents, schema)
        return scores, Page(stream.getvalue()), stream.getvalue()

    return made


@pytest.fixture
def counted() -> Callable[[Evaluation], dict[str, tuple[int, int]]]:
    """Table -> errors by the scores alone: wanted less right, given less right."""
    return _counted


@pytest.fixture
def moved(report: Document) -> Document:
    """The report with one error of every kind."""
    return _moved(report)


def _counted(scores: Evaluation) -> dict[str, tuple[int, int]]:
    tables = {
        "mentions, strict": scores.mentions["all"],
        "relations, strict": scores.relations["all"],
        "relations, mentions given": scores.relations_given_mentions["all"],
    }
    tables |= {f"attribute {n}, on mentions found": s for n, s in scores.attributes.items()}
    if scores.records:
        tables |= {
            "values of counts found": scores.records.counts,
            "values of dates found": scores.records.dates,
            "casualty rows": scores.records.casualties["all"],
            "event rows": scores.records.events["all"],
        }
    errors = {n: (int(s.wanted - s.right), int(s.given - s.right)) for n, s in tables.items()}
    return {name: both for name, both in errors.items() if any(both)}


def _moved(report: Document) -> Document:
    by = report.by_id()
    place, actor, victim, event = by["p1"], by["a1"], by["v2"], by["e2"]
    mentions = []
    for m in report.mentions:
        if m is place:  # wrong type
            mentions.append(change(m, type="FACILITY"))
        elif m is actor:  # wrong border
            mentions.append(change(m, end=m.start + len("قوات")))
        elif m is victim:  # wrong type and border
            mentions.append(change(m, type="PERSON", start=m.start - 2))
        elif m.id == "w1":  # missed
            continue
        elif m.id == "e3":  # a wrong attribute
            mentions.append(change(m, attributes={"realis": "denied"}))
        else:
            mentions.append(m)
    mentions.append(change(event, id="twice"))
    at = report.text.index("المصادر")
    mentions.append(Mention(id="new", type="SOURCE", start=at, end=at + len("المصادر")))
    relations = [r for r in report.relations if "w1" not in (r.head, r.tail)]
    swap = next(r for r in relations if (r.head, r.type) == ("e1", "target"))
    other = next(r for r in relations if (r.head, r.type) == ("e2", "target"))
    relations = [r for r in relations if r not in (swap, other)]
    relations += [
        Relation(head=swap.tail, type="target", tail=swap.head),
        Relation(head=other.head, type="place", tail=other.tail),
        Relation(head="o1", type="source", tail="new"),
    ]
    return change(report, mentions=mentions, relations=relations)
