"""The forms of the nouns for people and events: duals and plurals by the rules of Arabic.

Sound plurals and duals are made by their endings, broken plurals stand in `nouns.tsv`. Knows single
words, no phrases and no clitics.
"""

from collections.abc import Callable
from functools import cache

from msgspec import Struct

from inference.arabic import fold
from inference.resolve.tables import rows, words

ONE, TWO, MANY = 1, 2, 3
# Before a form that stands only before a genitive or a possessive (`مقاتلي الفصائل`, `طفلاها`).
BOUND = "bound "


class Noun(Struct, frozen=True, gc=False):
    """What a word means; the columns of `nouns.tsv`."""

    lemma: str
    kind: str
    status: str = ""
    sex: str = ""
    age: str = ""


@cache
def forms() -> dict[str, list[tuple[Noun, int]]]:
    """Folded form -> every noun and number that it may be; bound forms begin with `BOUND`."""
    table: dict[str, list[tuple[Noun, int]]] = {}

    def put(form: str, noun: Noun, number: int) -> None:
        entry = table.setdefault(form, [])
        if (noun, number) not in entry:
            entry.append((noun, number))

    for row in rows("nouns.tsv"):
        noun = Noun(fold(row["noun"]), row["kind"], row["status"], row["sex"], row["age"])
        plurals = words(row["plurals"])
        if noun.lemma:
            _inflect(noun, row["noun"].endswith("ة"), plurals, put)
        if row["feminine"]:
            lemma = fold(row["noun"] + "ة" if row["feminine"] == "ة" else row["feminine"])
            sex = "" if noun.kind == "event" else "female"
            feminine = Noun(lemma, noun.kind, noun.status, sex, noun.age)
            _inflect(feminine, True, ["ات"], put)
        for plural in plurals:
            number, _, form = plural.rpartition(":")
            if number == "2":
                table[fold(form)] = table[BOUND + fold(form)[:-1]] = [(noun, TWO)]
            elif plural not in ("ون", "ات"):
                bound = BOUND if number == "b" else ""
                put(bound + fold(form), noun, ONE if number == "1" else MANY)
    return table


def _inflect(
    noun: Noun, feminine: bool, plurals: list[str], put: Callable[[str, Noun, int], None]
) -> None:
    """Singular, dual and sound plurals of a noun, free and before a genitive."""
    put(noun.lemma, noun, ONE)
    if feminine:
        stem = noun.lemma[:-1]
        for ending in ("تان", "تين"):
            put(stem + ending, noun, TWO)
        for ending in ("تا", "تي"):
            put(BOUND + stem + ending, noun, TWO)
        if "ات" in plurals:
            put(stem + "ات", noun, MANY)
        return
    put(noun.lemma + "ا", noun, ONE)
    for ending in ("ان", "ين"):
        put(noun.lemma + ending, noun, TWO)
    for ending in ("ا", "ي"):
        put(BOUND + noun.lemma + ending, noun, TWO)
    if "ون" in plurals:
        for form in (noun.lemma + "ون", noun.lemma + "ين"):
            put(form, noun, MANY)
        for form in (noun.lemma + "و", noun.lemma + "ي"):
            put(BOUND + form, noun, MANY)
    if "ات" in plurals:
        put(noun.lemma + "ات", noun, MANY)
