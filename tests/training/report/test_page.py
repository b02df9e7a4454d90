"""Every error that counts is on the page, in its text."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from annotations.bio import place_on_words
from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from annotations.words import words
from inference.extractor import Extractor
from inference.result import Result
from inference.windows import read_text
from training.evaluate import Evaluation, read_both, score
from training.report.page import About

Read = Callable[[Document], Result]
Show = Callable[..., Any]
Count = Callable[[Evaluation], dict[str, tuple[int, int]]]
change = msgspec.structs.replace


def test_errors_of_every_kind_are_counted_and_shown(
    report: Document, as_result: Read, show: Show, counted: Count, moved: Document
) -> None:
    scores, page, _ = show([report], [as_result(moved)], [as_result(report)])
    assert page.shown() == counted(scores)
    kinds = {
        name: sorted(row["data-kind"] for row in page.rows if row["data-table"] == name)
        for name in page.shown()
    }
    assert kinds["mentions, strict"] == [
        "made up",  # the second e2
        "made up",
        "missed",
        "wrong border",
        "wrong type",
        "wrong type and border",
    ]
    assert kinds["attribute realis, on mentions found"] == ["wrong value"]
    related = kinds["relations, strict"]
    assert related.count("swapped ends") == 1
    assert related.count("wrong type") == 1
    assert related.count("missed") == 1  # to the mention that was missed
    assert related.count("made up") == 1
    assert related.count("wrong ends") == len(related) - 4 > 0
    assert "given twice" in page.words
    assert "tail missed" in page.words
    assert page.signs == len(kinds["mentions, strict"])
    assert page.texts == [report.text]


def test_documents_that_say_nothing_are_there(
    report: Document, as_result: Read, show: Show, counted: Count
) -> None:
    plain = Document(id="plain", text="خبر لا شيء فيه عن قرية.")
    made_up = change(plain, mentions=[Mention(id="x", type="PLACE", start=0, end=3)])
    empty = Document(id="empty", text="")
    unread = change(report, id="unread")
    gold = [change(report, id="perfect"), plain, empty, unread]
    silent = as_result(change(unread, mentions=[], relations=[]))
    results = [as_result(gold[0]), as_result(made_up), as_result(empty), silent]
    scores, page, source = show(gold, results)
    assert page.shown() == counted(scores)
    assert page.shown()["mentions, strict"] == (len(report.mentions), 1)
    assert page.texts == [plain.text, unread.text]
    assert re.findall(r'<details class="doc" id="(d\d)"', source) == ["d2", "d4"]
    lines = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", source)
    told = {re.sub("<.*?>", "", head): re.sub("<.*?>", " ", rest) for head, rest in lines}
    assert "no error" in told["perfect"]
    assert "no error" in told["empty"]
    assert "no error" not in told["unread"]


def test_a_relation_between_no_mentions_is_shown(
    as_result: Read, show: Show, counted: Count
) -> None:
    gold = Document(id="d", text="نص", relations=[Relation(head="x", type="place", tail="y")])
    scores, page, _ = show([gold], [as_result(change(gold, relations=[]))])
    assert page.shown() == counted(scores)
    assert page.shown()["relations, strict"] == (1, 0)
    assert "no mention x" in page.words
    assert "head names no mention" in page.words


def test_a_model_without_records_shows_its_other_errors(
    report: Document, show: Show, counted: Count
) -> None:
    scores, page, _ = show([report], [Result(id=report.id, text=report.text)])
    assert scores.records is None
    assert page.shown() == counted(scores)
    assert page.shown()["relations, strict"] == (len(report.relations), 0)
    assert "event rows" not in page.words


def test_a_mention_across_a_window_border(
    tiny_bundle: Any, report: Document, show: Show, counted: Count
) -> None:
    extractor = Extractor.from_pretrained(tiny_bundle, device="cpu")
    reader = extractor.reader
    copies, gap = 6, "\n\n"
    step = len(report.text) + len(gap)
    gold = Document(
        id="long",
        text=gap.join([report.text] * copies),
        mentions=[
            change(m, id=f"{m.id}-{k}", start=m.start + k * step, end=m.end + k * step)
            for k in range(copies)
            for m in report.mentions
        ],
    )
    placed, _ = place_on_words(gold.mentions, words(gold.text), reader.schema.types)
    assert len(read_text(gold.text, reader.tokenizer, reader.rule).windows) > copies
    read = reader.given(gold.id, gold.text, [item for _, item in placed])
    # One right mention in each copy is lost: whatever the windows cut, no other is wrong.
    lost = {m.id for m in read.mentions if m.type == "WEAPON"}
    read = change(
        read,
        mentions=[m for m in read.mentions if m.id not in lost],
        relations=[r for r in read.relations if not lost & {r.head, r.tail}],
    )
    scores, page, _ = show([gold], [read])
    assert page.shown() == counted(scores)
    assert page.shown()["mentions, strict"] == (copies, 0)
    assert page.texts == [gold.text]


def test_what_a_model_really_gives(
    tiny_bundle: Any, report: Document, schema: Schema, show: Show, counted: Count
) -> None:
    extractor = Extractor.from_pretrained(tiny_bundle, device="cpu")
    gold = [report, Document(id="empty", text=""), change(report, id="b", meta={})]
    readings = read_both(extractor, gold)
    scores, page, _ = show(gold, readings.results, readings.with_mentions)
    assert scores == score(gold, readings.results, readings.with_mentions, schema)
    assert page.shown() == counted(scores)


def test_text_is_arabic_and_tables_and_plots_are_named(
    report: Document, as_result: Read, show: Show, moved: Document
) -> None:
    _, page, source = show([report], [as_result(moved)])
    assert '<div class="text" lang="ar" dir="rtl">' in source
    assert '<bdi class="quote" lang="ar">' in source
    assert source.count("<table") == source.count("<caption>")
    plots = re.findall(r'<svg class="plot".*?>', source)
    assert len(plots) == 6
    assert all('role="img" aria-label="' in plot for plot in plots)
    assert source.count('class="bar"') == source.count('aria-hidden="true"')
    assert "prefers-color-scheme: dark" in source
    assert "@media print" in source
    # No day of measurement unless one is given: the page is the same tomorrow.
    assert "Measured" not in page.words
    assert "2022-05-14 to 2022-05-14" in page.words


def test_a_difference_of_shown_and_counted_is_told(
    report: Document, as_result: Read, schema: Schema, moved: Document
) -> None:
    from training.evaluate import Readings
    from training.report.errors import balance, compared
    from training.report.scores import shown_errors

    result = as_result(moved)
    readings = Readings(results=[result], with_mentions=[result])
    documents = list(compared([report], readings, schema, records=True))
    scores = score([report], [as_result(report)], [result], schema)
    line = balance(documents, scores)[0]
    assert (line.missed, line.made_up, line.holds) == (0, 0, False)
    assert "<strong>4 and 5 shown</strong>" in "".join(shown_errors([line]))


@pytest.mark.parametrize("about", [About(model="m", gold="g", split="dev", date="2024-02-03")])
def test_what_was_measured(report: Document, as_result: Read, show: Show, about: About) -> None:
    about = change(about, problems=["g.jsonl:7: not JSON; mend the line"])
    _, page, _ = show([report], [as_result(report)], about=about)
    for told in ("Evaluation of m", "g, split dev", "2024-02-03", "g.jsonl:7: not JSON"):
        assert told in page.words
    assert page.shown() == {}
    assert "0 of 0" not in page.words
