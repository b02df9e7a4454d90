"""Answers are kept for short texts, up to a bound, and given anew for long ones."""

from inference.kept import LONGEST, kept


def test_a_short_text_is_asked_once() -> None:
    asked: list[str] = []

    @kept(2)
    def answer(text: str) -> str:
        """What is asked."""
        asked.append(text)
        return text + "!"

    assert [answer("a"), answer("b"), answer("a")] == ["a!", "b!", "a!"]
    assert asked == ["a", "b"]
    assert answer.__doc__ == "What is asked."


def test_no_more_is_kept_than_allowed() -> None:
    asked: list[str] = []

    @kept(2)
    def answer(text: str) -> int:
        asked.append(text)
        return len(text)

    for text in ("a", "b", "c", "a"):
        answer(text)
    assert asked == ["a", "b", "c", "a"]


def test_a_long_text_is_never_kept() -> None:
    asked: list[str] = []

    @kept(2)
    def answer(text: str) -> int:
        asked.append(text)
        return len(text)

    short, long = "ا" * LONGEST, "ا" * (LONGEST + 1)
    assert [answer(short), answer(long), answer(short), answer(long)] == [100, 101, 100, 101]
    assert asked == [short, long, long]
