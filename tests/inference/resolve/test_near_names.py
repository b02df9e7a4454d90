"""Near names are those that a comparison with every single name finds, in its order."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from inference.resolve.near_names import NearNames

WORD = st.text(alphabet="ابتحدرx", max_size=6)


@given(st.lists(WORD, max_size=40), WORD, st.integers(1, 2), st.integers(1, 20))
def test_nothing_near_is_missed(names: list[str], name: str, slips: int, most: int) -> None:
    every = process.extract(name, names, scorer=OSA.distance, score_cutoff=slips, limit=most)
    found = NearNames(names).within(slips, name, most=most)
    assert found == [(other, edits) for other, edits, _ in every]


def test_every_kind_of_slip() -> None:
    names = NearNames(["كفرنبل", "معرةالنعمان", "سراقب"])
    for slip in ("كفرنل", "كفررنبل", "كفرنيل", "كرفنبل", "كفرنبلx"):
        assert names.within(1, slip, most=5) == [("كفرنبل", 1)], slip
    assert names.within(1, "كفرنبل", most=5) == [("كفرنبل", 0)]
    assert names.within(1, "كرفنيل", most=5) == []
    assert names.within(2, "كرفنيل", most=5) == [("كفرنبل", 2)]
