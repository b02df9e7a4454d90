"""Fire of no kind of its own takes the type of its means, and nothing else changes."""

import re
from pathlib import Path

import pytest

from annotations.bio import Labelled
from annotations.schema import Schema
from inference import by_means
from inference.arabic import fold
from inference.by_means import typed_by_means
from inference.relate import Link

OTHER = Path(__file__).parents[2] / "training" / "configs" / "anercorp.schema.toml"


def typed(
    schema: Schema, surface: str, before: str, *means: tuple[str, str], score: float = 0.9
) -> str:
    """The type of one event after its `means` (relation, words) are known."""
    types = {name: n for n, name in enumerate(schema.types)}
    kinds = {"agent": "ACTOR", "instrument": "WEAPON"}
    mentions = [Labelled(0, 0, types[before])]
    mentions += [Labelled(n, n, types[kinds[name]]) for n, (name, _) in enumerate(means, 1)]
    links = [
        Link(0, schema.relation_types.index(name), n, score) for n, (name, _) in enumerate(means, 1)
    ]
    found = typed_by_means(mentions, [surface, *(words for _, words in means)], links, schema)
    assert found[1:] == mentions[1:]
    assert (found[0].first, found[0].last) == (0, 0)
    return schema.types[found[0].type]


@pytest.mark.parametrize(
    ("means", "kind"),
    [
        ([("instrument", "بالرشاشات الثقيلة")], "SHOOTING"),
        ([("agent", "قناص"), ("instrument", "برصاص القنص")], "SHOOTING"),
        ([("agent", "طائرة مسيّرة تركية")], "AIRSTRIKE"),
        ([("agent", "طائرات حربية"), ("instrument", "بالصواريخ")], "AIRSTRIKE"),
        ([("agent", "طائرة مروحية"), ("instrument", "بالرشاشات")], "SHOOTING"),
        ([("agent", "القوات التركية"), ("instrument", "بالمدفعية الثقيلة")], "SHELLING"),
        ([("agent", "الفصائل"), ("instrument", "بصاروخ موجه")], "SHELLING"),
        ([("agent", "مسلحون"), ("instrument", "بالأسلحة الخفيفة")], "SHOOTING"),
        ([("agent", "مجهولون"), ("instrument", "بمسدس كاتم صوت")], "SHOOTING"),
        ([("agent", "الدفاعات الجوية"), ("instrument", "بصواريخ")], "SHOOTING"),
        ([("agent", "إسرائيل"), ("instrument", "بصواريخ")], "AIRSTRIKE"),
        ([("agent", "قوات التحالف الدولي")], "AIRSTRIKE"),
        ([("agent", "إسرائيل"), ("instrument", "بقذائف الدبابات")], "SHELLING"),
    ],
)
def test_its_means_decide(schema: Schema, means: list[tuple[str, str]], kind: str) -> None:
    for before in ("SHELLING", "AIRSTRIKE", "SHOOTING"):
        assert typed(schema, "واستهدفت", before, *means) == kind


def test_without_sure_means_it_stays(schema: Schema) -> None:
    assert typed(schema, "استهداف", "AIRSTRIKE") == "AIRSTRIKE"
    assert typed(schema, "استهداف", "AIRSTRIKE", ("agent", "قوات النظام")) == "AIRSTRIKE"
    bomb = [("agent", "مجهولون"), ("instrument", "بعبوة ناسفة")]
    assert typed(schema, "استهداف", "AIRSTRIKE", *bomb) == "AIRSTRIKE"
    gun = ("instrument", "رشاش")
    assert typed(schema, "استهداف", "AIRSTRIKE", gun, score=0.4) == "AIRSTRIKE"


def test_a_word_that_says_its_kind_stays(schema: Schema) -> None:
    plane = ("agent", "طائرة")
    assert typed(schema, "قصفت", "SHELLING", plane) == "SHELLING"
    assert typed(schema, "استهدف", "CLASH", plane) == "CLASH"


@pytest.mark.parametrize(("word", "kind"), [("الاستهداف", "AIRSTRIKE"), ("القصف", "SHELLING")])
def test_one_thing_keeps_one_type(schema: Schema, word: str, kind: str) -> None:
    types = {name: n for n, name in enumerate(schema.types)}
    kinds = ("SHELLING", "SHELLING", "ACTOR")
    mentions = [Labelled(n, n, types[name]) for n, name in enumerate(kinds)]
    number = schema.relation_types.index
    links = [Link(0, number("agent"), 2, 0.9), Link(1, number("same_as"), 0, 0.4)]
    found = typed_by_means(mentions, ["استهدفت", word, "طائرة مسيّرة"], links, schema)
    assert [schema.types[m.type] for m in found] == [kind, kind, "ACTOR"]


def test_patterns_read_what_folding_leaves() -> None:
    patterns = [v for v in vars(by_means).values() if isinstance(v, re.Pattern)]
    assert len(patterns) == 7
    for pattern in patterns:
        for letters in re.findall(r"[\u0600-\u06ff ]+", pattern.pattern):
            assert fold(letters) == letters.strip()


def test_a_schema_of_other_types_is_left_alone() -> None:
    schema = Schema.from_file(OTHER)
    mentions = [Labelled(0, 0, 0)]
    assert typed_by_means(mentions, ["استهدف"], [], schema) == mentions
