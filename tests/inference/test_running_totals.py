"""Groups beside a running total are running totals where its span of time rules them too."""

from annotations.schema import Schema
from annotations.words import Span
from inference.relate import Link
from inference.running_totals import with_running_totals

TEXT = """منذ مطلع العام 40 عملية تسببت بمقتل 5 مدنيين، وإصابة 60 عنصراً بينهم ضابط
وقتل أمس طفل"""


def scopes(schema: Schema, text: str, *, total: bool = True) -> list[str | None]:
    """The scope of the count of operations, both groups, the officer and the child."""
    marks = [
        ("40", "COUNT"),
        ("مقتل", "KILLED"),
        ("مدنيين", "VICTIM"),
        ("إصابة", "WOUNDED"),
        ("عنصرا", "VICTIM"),
        ("ضابط", "VICTIM"),
        ("قتل أمس", "KILLED"),
        ("طفل", "VICTIM"),
    ]
    spans = [Span(text.index(words), text.index(words) + len(words)) for words, _ in marks]
    names = schema.relation_types
    victims = [(1, 2), (3, 4), (3, 5), (6, 7)]
    links = [Link(head, names.index("victim"), tail, 0.9) for head, tail in victims]
    links.append(Link(5, names.index("among"), 4, 0.9))
    before: list[dict[str, str]] = [{} for _ in marks]
    if total:
        before[0]["scope"] = "cumulative"
    kept = [dict(own) for own in before]
    found = with_running_totals(text, spans, [kind for _, kind in marks], links, before, schema)
    assert before == kept
    return [found[n].get("scope") for n in (0, 2, 4, 5, 7)]


def test_later_groups_of_the_line_follow_the_total(schema: Schema) -> None:
    total = "cumulative"
    assert scopes(schema, TEXT) == [total, total, total, None, None]


def test_a_new_sentence_and_a_date_of_its_own_end_it(schema: Schema) -> None:
    told = ["cumulative", "cumulative", None, None, None]
    assert scopes(schema, TEXT.replace("، و", ". و")) == told
    assert scopes(schema, TEXT.replace("منذ مطلع العام 40", "منذ مطلع العام\n40")) == [
        "cumulative",
        *[None] * 4,
    ]


def test_without_a_total_or_its_span_nothing_follows(schema: Schema) -> None:
    assert scopes(schema, TEXT, total=False) == [None] * 5
    bare = TEXT.replace("منذ مطلع العام", "في تقرير له")
    assert scopes(schema, bare) == ["cumulative", None, None, None, None]


def told(schema: Schema, text: str, group: str, before: str | None) -> str | None:
    """The scope of one group after it was marked as `before`."""
    span = Span(text.index(group), text.index(group) + len(group))
    own = [{"scope": before} if before else {}]
    return with_running_totals(text, [span], ["VICTIM"], [], own, schema)[0].get("scope")


def test_a_figure_that_thereby_rises_is_a_total(schema: Schema) -> None:
    assert told(schema, "وبذلك، يرتفع إلى 10 عدد القتلى", "القتلى", None) == "cumulative"
    assert told(schema, "وبذلك يبقى. يرتفع عدد القتلى", "القتلى", None) is None


def test_the_newest_toll_of_one_event_is_new(schema: Schema) -> None:
    one = "ارتفاع عدد القتلى إلى 3 جراء القصف"
    assert told(schema, one, "القتلى", "cumulative") is None
    year = "ارتفاع عدد القتلى إلى 300 منذ مطلع العام"
    assert told(schema, year, "القتلى", "cumulative") == "cumulative"


def test_who_is_counted_since_the_year_began_is_a_total(schema: Schema) -> None:
    text = "وثق المرصد مقتل 29 مدنياً في درعا منذ مطلع العام. وقتل 4 مدنيين اليوم"
    marks = [("مقتل", "KILLED"), ("29", "COUNT"), ("مدنياً", "VICTIM"), ("4", "COUNT"),
             ("مدنيين", "VICTIM")]  # fmt: skip
    spans = [Span(text.index(words), text.index(words) + len(words)) for words, _ in marks]
    number = schema.relation_types.index
    links = [Link(0, number("victim"), 2, 0.9), Link(0, number("victim"), 4, 0.9)]
    links += [Link(2, number("count"), 1, 0.9), Link(4, number("count"), 3, 0.9)]
    types = [kind for _, kind in marks]
    found = with_running_totals(text, spans, types, links, [{} for _ in marks], schema)
    assert [own.get("scope") for own in found] == [None, None, "cumulative", None, None]
