"""Agreement: worked examples of kappa and alpha, scores a type, and every kind of difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.agreement import agreement, cohen_kappa, krippendorff_alpha
from annotations.document import Document
from annotations.inline import parse_inline
from annotations.schema import Schema

SCHEMA = Schema.default()


def document(body: str, *links: str, doc_id: str = "x") -> Document:
    return parse_inline(f"id: {doc_id}\n---\n{body}\n---\n" + "\n".join(links))


FIRST = document(
    "[قصف مدفعي](SHELLING e1) [تركي](ACTOR a1) على [قرية تادف](PLACE p1) و[إصابة](WOUNDED o1) طفل",
    "e1 agent a1",
    "e1 target p1",
    "o1 cause e1",
    "o1 realis denied",
)
SECOND = document(
    "[قصف مدفعي](AIRSTRIKE e1) [تركي](ACTOR a1) على قرية [تادف](PLACE p1) و[إصابة](WOUNDED o1) "
    "[طفل](VICTIM v1)",
    "e1 agent a1",
    "o1 victim v1",
)


def test_kappa_of_cohens_paper() -> None:
    # 25 yes/yes, 10 yes/no, 15 no/yes, 50 no/no: observed 0.75, chance 0.35*0.40 + 0.65*0.60
    first = ["y"] * 35 + ["n"] * 65
    second = ["y"] * 25 + ["n"] * 10 + ["y"] * 15 + ["n"] * 50
    assert cohen_kappa(first, second) == pytest.approx((0.75 - 0.53) / (1 - 0.53))


def test_alpha_of_krippendorffs_paper() -> None:
    # "Computing Krippendorff's Alpha-Reliability" (2011), B. nominal data, two observers: 0.692
    first = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    second = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert krippendorff_alpha(first, second) == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_binary_data() -> None:
    # the same paper, A. binary data: 0.095
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha(first, second) == pytest.approx(0.095, abs=5e-4)


def test_one_label_only_or_nothing_cannot_be_told() -> None:
    assert cohen_kappa("OOO", "OOO") is None
    assert krippendorff_alpha("OOO", "OOO") is None
    assert cohen_kappa("", "") is None
    assert krippendorff_alpha("", "") is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_measures_are_symmetric_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    for measure in (cohen_kappa, krippendorff_alpha):
        value = measure(first, second)
        assert value == pytest.approx(measure(second, first)) if value is not None else True
        assert value is None or value <= 1
    if first == second and len(set(first)) > 1:
        assert cohen_kappa(first, second) == krippendorff_alpha(first, second) == 1


def test_scores_by_type() -> None:
    result = agreement([FIRST], [SECOND], SCHEMA)
    mentions = {score.name: score for score in result.mentions}
    assert (mentions["all"].first, mentions["all"].second, mentions["all"].agreed) == (4, 5, 2)
    assert mentions["all"].f1 == pytest.approx(4 / 9)
    assert mentions["ACTOR"].f1 == mentions["ACTOR"].kappa == mentions["ACTOR"].alpha == 1
    assert mentions["SHELLING"].f1 == 0
    assert mentions["PLACE"].f1 == 0
    assert mentions["PLACE"].kappa is not None
    assert 0 < mentions["PLACE"].kappa < 1  # half of the words agree
    assert {s.name: (s.first, s.second, s.agreed) for s in result.relations} == {
        "all": (3, 2, 0),
        "agent": (1, 1, 0),
        "target": (1, 0, 0),
        "cause": (1, 0, 0),
        "victim": (0, 1, 0),
    }
    assert [(s.name, s.first, s.second) for s in result.attributes] == [
        ("all", 1, 0),
        ("realis denied", 1, 0),
    ]
    assert result.words == 8
    assert result.kappa is not None


def test_every_kind_of_difference_is_listed() -> None:
    found = agreement([FIRST], [SECOND], SCHEMA).differences
    said = {(d.kind, d.first, d.second) for d in found}
    assert ("type", "SHELLING «قصف مدفعي»", "AIRSTRIKE «قصف مدفعي»") in said
    assert ("boundary", "PLACE «قرية تادف»", "PLACE «تادف»") in said
    assert ("missing", "", "VICTIM «طفل»") in said
    assert ("attribute", "realis denied", "") in said
    assert ("relation", "WOUNDED «إصابة» cause SHELLING «قصف مدفعي»", "") in said
    assert all(d.doc_id == "x" for d in found)
    assert [d.start for d in found] == sorted(d.start for d in found)


def test_ids_do_not_matter_and_symmetric_relations_have_no_direction() -> None:
    one = document("[تركيا](ACTOR a1) و[روسيا](ACTOR a2)", "a1 allied_with a2")
    other = document("[تركيا](ACTOR t7) و[روسيا](ACTOR t8)", "t8 allied_with t7")
    result = agreement([one], [other], SCHEMA)
    assert result.relations[0].f1 == 1
    assert result.differences == []


def test_what_has_no_partner_is_named() -> None:
    alone = document("هدوء", doc_id="y")
    changed = document("هدوء تام", doc_id="z")
    result = agreement([FIRST, alone, changed], [FIRST, document("هدوء", doc_id="z")], SCHEMA)
    assert result.documents == 1
    assert result.unpaired == ["y: annotated once only", "z: the two texts differ"]
    assert result.mentions[0].f1 == result.kappa == result.alpha == 1


def test_nothing_to_compare() -> None:
    result = agreement([], [], SCHEMA)
    assert result.mentions[0].f1 is None
    assert result.kappa is None
