"""What the CRF is told of words: every feature and its order, which trained weights rest on."""

from inference.word_features import word_features


def test_the_features_of_a_line() -> None:
    rows = word_features(["مقتل", "3", "بالقصف"])
    assert rows[0] == [
        "bias", "raw=مقتل", "word=مقتل", "bare=مقتل", "shape=ع",
        "pre=م", "suf=ل", "pre=مق", "suf=تل", "pre=مقت", "suf=قتل",
        "-2:none", "-1:none", "1:word=3", "1:shape=0", "1:bare=3", "1:end=3",
        "2:word=بالقصف", "2:shape=ع", "0,1=مقتل 3",
    ]  # fmt: skip
    assert rows[1] == [
        "bias", "raw=3", "word=3", "bare=3", "shape=0", "-2:none",
        "-1:word=مقتل", "-1:shape=ع", "-1:bare=مقتل", "-1:end=تل",
        "1:word=بالقصف", "1:shape=ع", "1:bare=قصف", "1:end=صف", "2:none",
        "-1,0=مقتل 3", "0,1=3 بالقصف", "-1,1=مقتل بالقصف",
    ]  # fmt: skip
    assert rows[2][-7:] == [
        "-1:word=3", "-1:shape=0", "-1:bare=3", "-1:end=3", "1:none", "2:none", "-1,0=3 بالقصف",
    ]  # fmt: skip


def test_signs_and_shapes() -> None:
    (row,) = word_features(["«"])
    assert {"word=«", "bare=«", "shape=«"} <= set(row)
    (row,) = word_features(["تل2-B"])
    assert {"raw=تل2-B", "word=تل2 b", "shape=ع0 ع"} <= set(row)
