"""How many: counts and counted nouns as ranges with their hedge. Knows no relations and no sums.

Bounds are whole numbers, ends included; a `max` of None is no bound. The rules are those of
design.md ("Counting rules"). What cannot be read is None: a number that the text does not give is
worse than none.
"""

from collections.abc import Sequence

from msgspec import Struct

from inference.kept import kept
from inference.resolve.hedges import (
    BETWEEN,
    JOINTS,
    is_filler,
    is_measure,
    vague_at,
    without_hedges,
)
from inference.resolve.noun_forms import MANY
from inference.resolve.nouns import Phrase, phrases, read_noun
from inference.resolve.numbers import Numeral, Token, numeral, tokens, unbroken

# A bare plural (`أطفال`) says that there were two or more.
PLURAL_FLOOR = 2
# `عدد من`, and bare plurals of casualties (`سقوط جرحى`, `وجود شهداء`): the words of the genre for
# "there were casualties", which one of them makes true.
SOME_FLOOR = 1


class CountValue(Struct, frozen=True, gc=False):
    """`min`..`max` persons or events.

    `hedge` is the text's own: exact, at_least, more_than, up_to, about, dozens, hundreds,
    thousands, some, either (`5 أو 6`), range (`3-4`). `implied`: the number lies in the noun's form
    alone.
    """

    min: int
    max: int | None
    hedge: str
    implied: bool = False


@kept(5_000)
def read_count(text: str) -> CountValue | None:
    """What a COUNT mention says (`122 على الأقل`, `نحو عشرين`, `خلال193`, `العشرات`), or None.

    Ordinals, shares, ages and measures are no counts.
    """
    return _count(tokens(text))


@kept(5_000)
def read_group(text: str) -> CountValue | None:
    """How many a group's own words say without a COUNT, or None where they do not tell.

    Duals are two, singulars one, families more than one; `سيدة وطفلها` adds up. Forms that are dual
    or plural alike (`مدنيين`) are two or more. A number in the mention (`3 أطفال`) is read as such.
    Event nouns are read alike: `غارتين` is two.
    """
    parts = tokens(text)
    return _group(parts) or _group(unbroken(parts))


def of_noun(count: CountValue, noun: str) -> CountValue:
    """A count of `noun` as a count of persons: of `3 عائلات` only a floor is known."""
    return _of_noun(count, next(iter(counted_nouns(noun)), None))


@kept(5_000)
def counted_nouns(text: str) -> tuple[Phrase, ...]:
    """The nouns of a mention, after a number or a word like `عدد من` that it may begin with."""
    return tuple(_counted(tokens(text)))


def _counted(parts: Sequence[Token]) -> list[Phrase]:
    at = 0
    while at < len(parts) and read_noun(parts, at) is None:
        number, word = numeral(parts, at), vague_at(parts, at)
        if number:
            at = number.end
        elif word:
            at = word[1]
        elif is_filler(parts[at]) or parts[at].text in _ALL:
            at += 1
        else:
            break
    return phrases(parts[at:])


def _of_noun(count: CountValue, phrase: Phrase | None) -> CountValue:
    if phrase is None or phrase.head.noun.kind != "collective":
        return count
    hedge = count.hedge if count.max is None else "at_least"
    return CountValue(max(count.min, PLURAL_FLOOR), None, hedge, count.implied)


def _count(parts: Sequence[Token]) -> CountValue | None:
    hedge, rest = without_hedges(parts)
    at = 0
    while at < len(rest) and (is_filler(rest[at]) or rest[at].text in BETWEEN):
        at += 1
    first = numeral(rest, at)
    if first is None:
        return _vague(rest)
    between = any(part.text == "بين" for part in rest[:at])
    low, high, end, joint = first.value, first.value, first.end, ""
    while end < len(rest) and (found := _second(rest, end, between)):
        joint, other = found
        if other.scale > first.scale and low < other.scale and low * other.scale <= other.value:
            low *= other.scale  # `20 إلى 25 ألفا` is of thousands throughout
        low, high, end = min(low, other.value), max(high, other.value), other.end
    if not _ends_well(rest[end:]):
        return None
    if not joint:
        return _bounded(low, hedge)
    if hedge in ("", "about"):
        return CountValue(low, high, joint)
    return _bounded(low if hedge in ("at_least", "more_than") else high, hedge)


def _bounded(number: int, hedge: str) -> CountValue:
    if hedge == "at_least":
        return CountValue(number, None, hedge)
    if hedge == "more_than":
        return CountValue(number + 1, None, hedge)
    if hedge in ("up_to", "less_than"):
        most = max(number - (hedge == "less_than"), 0)
        return CountValue(min(SOME_FLOOR, most), most, "up_to")
    return CountValue(number, number, hedge or "exact")


def _second(parts: Sequence[Token], at: int, between: bool) -> tuple[str, Numeral] | None:
    """The other number of `5 أو 6`, `3-4`, `بين 10 و15`."""
    joint = JOINTS.get(parts[at].text)
    if joint:
        other = numeral(parts, at + 1)
    else:
        joint = "range"
        other = numeral(parts, at) if between and parts[at].text.startswith("و") else None
    return (joint, other) if other else None


def _vague(parts: Sequence[Token]) -> CountValue | None:
    """Words that count without a figure: `العشرات`, `عدد من`, `مئات الآلاف`."""
    at = 0
    while at < len(parts) and is_filler(parts[at]) and not vague_at(parts, at):
        at += 1
    found = vague_at(parts, at)
    if found is None:
        return None
    word, end = found
    low, high, hedge = word.min, word.max, word.hedge
    while (more := vague_at(parts, end)) and more[0].scale:
        low, high, end = low * more[0].scale, None, more[1]
        hedge = next(name for least, name in _SCALE_HEDGES if low >= least)
    return CountValue(low, high, hedge) if _ends_well(parts[end:]) else None


_SCALE_HEDGES = ((10**6, "at_least"), (1000, "thousands"), (100, "hundreds"), (10, "dozens"))


def _ends_well(rest: Sequence[Token]) -> bool:
    """Whether what follows a number leaves it a count: no measure, no second number."""
    if rest and is_measure(rest[0]):
        return False
    if [part.text for part in rest[:2]] == ["من", "اصل"]:
        return True
    for at in range(len(rest)):
        word = vague_at(rest, at)
        if numeral(rest, at) or (word and word[0].scale):
            return False
    return True


def _group(parts: Sequence[Token]) -> CountValue | None:
    if len(parts) > 1 and (parts[0].text in _ALL or is_filler(parts[0])) and not _count(parts):
        return _group(parts[1:])
    if counted := _count(parts):
        return _of_noun(counted, next(iter(_counted(parts)), None))
    for at in range(1, len(parts)):
        if _is_joined_number(parts, at):  # `رجل وستة أطفال`
            return _add(_group(parts[:at]), _count(parts[at:]))
    found = phrases(parts)
    number = _number_after_noun(parts)
    if number is not None:
        return _of_noun(CountValue(number, number, "exact"), found[0])
    if found and found[0].head.noun.kind == "collective" and (members := _members(parts)):
        return members
    if not found:
        return None
    ranges = [_range(phrase) for phrase in found]
    if all(high is None for _, high in ranges):  # `قتلى وجرحى`, `الأهالي والسكان` may overlap
        ranges = [max(ranges, key=lambda bounds: bounds[0])]
    total = CountValue(*ranges[0], "", implied=True)
    for low, high in ranges[1:]:
        high = None if high is None or total.max is None else total.max + high
        total = CountValue(total.min + low, high, "", implied=True)
    return CountValue(total.min, total.max, "exact" if total.min == total.max else "some", True)


def _range(phrase: Phrase) -> tuple[int, int | None]:
    kind = phrase.head.noun.kind
    if kind == "collective":
        return PLURAL_FLOOR, None
    floor = SOME_FLOOR if kind == "casualty" else PLURAL_FLOOR
    low = min(floor if number == MANY else number for number in phrase.numbers)
    return low, None if MANY in phrase.numbers else max(phrase.numbers)


def _add(one: CountValue | None, other: CountValue | None) -> CountValue | None:
    if one is None or other is None:
        return None
    high = None if one.max is None or other.max is None else one.max + other.max
    low = one.min + other.min
    hedge = other.hedge if other.hedge != "exact" else one.hedge
    return CountValue(low, high, hedge)


def _is_joined_number(parts: Sequence[Token], at: int) -> bool:
    text = parts[at].text
    if not text.startswith("و") or text in ("واحد", "واحده"):
        return False
    return numeral(parts, at) is not None


def _number_after_noun(parts: Sequence[Token]) -> int | None:
    """The number of `مدنيين اثنين`, `الجرحى الستة`, `المدنيين الـ 6`; bare figures are names."""
    for at, part in enumerate(parts):
        number = numeral(parts, at) if at and part.value is None else None
        if number:
            return number.value if _ends_well(parts[number.end :]) else None
        if read_noun(parts, at) is None:
            return None
    return None


def _members(parts: Sequence[Token]) -> CountValue | None:
    """`عائلة من 8 أفراد`."""
    number = numeral(parts, 2) if len(parts) > 3 and parts[1].text == "من" else None
    return CountValue(number.value, number.value, "exact") if number else None


_ALL = frozenset({"كافه", "جميع", "ساير", "باقي", "بقيه"})
