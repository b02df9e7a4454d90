"""Who: an actor's name as a row of the table of sides and groups. Knows no relations and no text.

Names change hands with the years (`الجيش السوري` of 2015 and of 2025), so that the year of the
report chooses. What only stands for another mention (`الطرفين`, `التنظيم`, `الأخيرة`) is None:
`same_as` tells elsewhere whom it means; `why_not` says so.
"""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from msgspec import Struct
from rapidfuzz.distance import OSA

from inference.arabic import bare_forms, fold
from inference.kept import LONGEST
from inference.resolve.actor_table import ActorRow, read_actors
from inference.resolve.near_names import NearNames
from inference.resolve.word_table import TABLES, read_words

__all__ = ["ActorMatch", "ActorRow", "ActorTable"]

UNUSUAL = 0.7  # a variant marked `~`: what the name usually means
LATER = 0.9  # a name told after its bearer's time
SHORTEST_SLIP, SLIPS = 7, 2  # letters of a name that may be misspelt, and of how many slips
LONG_WORD = 5
REMEMBERED = 5_000  # surfaces kept between reports
UNKNOWN_AIRCRAFT = "UNKNOWN.air"


class ActorMatch(Struct, frozen=True, kw_only=True, gc=False):
    """An actor found. `how`: exact, usual (what the name mostly means), head (`عناصر`, `فصيل` taken
    off), adjective (a nationality), aircraft (whose planes), fuzzy. `score` 0..1, no probability.
    """

    actor_id: str
    row: ActorRow
    how: str
    score: float


class ActorTable:
    """The actors by name. `ActorTable.default()` is the table that ships."""

    def __init__(self, rows: Sequence[ActorRow], words: dict[str, dict[str, str]]) -> None:
        self.rows = {row.actor_id: row for row in rows}
        self._words = words
        self._known = lru_cache(REMEMBERED)(self._find)

    @classmethod
    @cache
    def default(cls) -> "ActorTable":
        """The tables beside this file, read once."""
        return cls.from_file(TABLES / "actors.tsv")

    @classmethod
    def from_file(cls, path: Path) -> "ActorTable":
        """Read a table with the columns of `COLUMNS`. Raises `ValueError` naming file and line."""
        return cls(read_actors(path), read_words(TABLES / "actor_words.tsv"))

    def resolve(self, surface: str, *, year: int | None) -> ActorMatch | None:
        """The actor that a mention names, or None. `year`: of the report, None where unknown."""
        find = self._known if len(surface) <= LONGEST else self._find
        return find(surface, year)

    def _find(self, surface: str, year: int | None) -> ActorMatch | None:
        words = fold(surface).split()
        if not words:
            return None
        quoted = "”" in surface or "“" in surface or '"' in surface or "«" in surface
        for form in _forms(words):
            if match := self._named(form, year, how="exact"):
                return match
        for form in _forms(words):
            if match := self._aircraft(form, year) or self._national(form, year):
                return match
        if self._is_anaphor(words):
            return self._quoted(words, year) if quoted else None
        for form in _forms(words):
            for peeled in self._peeled(form):
                if match := self._named(peeled, year, how="head") or self._national(peeled, year):
                    return match
        return self._slip(words, year)

    def why_not(self, surface: str, *, year: int | None) -> str:
        """Why `resolve` gives None: `anaphor`, `generic`, `year`, `ambiguous` or `unknown`."""
        words = fold(surface).split()
        rows = [row for form in _forms(words) for row, _ in self._index.get(_key(form), ())]
        if rows:
            return "year" if not any(row.bore_in(year) for row in rows) else "ambiguous"
        if self._is_anaphor(words):
            return "anaphor"
        classes = ({"generic", "head", "trailing", "anaphor", "aircraft"} & set(c)
                   for c in map(self._classes, words))  # fmt: skip
        return "generic" if all(classes) else "unknown"

    def _named(self, words: Sequence[str], year: int | None, *, how: str) -> ActorMatch | None:
        return self._pick(self._index.get(_key(words), ()), year, how=how)

    def _pick(
        self,
        found: Sequence[tuple[ActorRow, bool]],
        year: int | None,
        *,
        how: str,
        part: float = 1.0,
    ) -> ActorMatch | None:
        living = [(row, usual) for row, usual in found if row.bore_in(year)]
        past = [
            (row, usual)
            for row, usual in found
            if year is not None and row.year_to is not None and row.year_to < year
        ]
        if year is None and len(living) > 1:
            return None
        if not living and not past:
            return None
        if living:
            row, usual = max(living, key=lambda item: item[0].year_from or 0)
        else:
            row, usual = max(past, key=lambda item: item[0].year_to or 0)
        score = {"exact": 1.0, "head": 0.95}.get(how, 0.9) * part
        score *= (UNUSUAL if usual else 1.0) * (1.0 if living else LATER)
        how = "usual" if usual and how == "exact" else how
        return ActorMatch(actor_id=row.actor_id, row=row, how=how, score=round(score, 3))

    def _aircraft(self, words: Sequence[str], year: int | None) -> ActorMatch | None:
        """Whose aircraft: the owner's air force, else the owner; nobody's are unidentified."""
        if "aircraft" not in self._words.get(words[0], {}):
            return None
        rest = [w for w in words[1:] if not {"air_adj", "aircraft"} & set(self._words.get(w, {}))]
        if not rest:
            alone = len(words) == 1 and "anaphor" in self._words.get(words[0], {})
            row = self.rows.get(UNKNOWN_AIRCRAFT)
            if alone or row is None:
                return None
            return ActorMatch(actor_id=row.actor_id, row=row, how="aircraft", score=0.6)
        for form in _forms(rest):
            owner = self._named(form, year, how="aircraft") or self._national(form, year)
            if owner is None:
                owner = next(filter(None, (self._named(p, year, how="aircraft")
                                           for p in self._peeled(form))), None)  # fmt: skip
            if owner is not None:
                base = owner.actor_id.removesuffix(".mil")
                row = self.rows.get(f"{base}.air", owner.row)
                if not row.bore_in(year):
                    row = owner.row
                return ActorMatch(actor_id=row.actor_id, row=row, how="aircraft", score=owner.score)
        return None

    def _national(self, words: Sequence[str], year: int | None) -> ActorMatch | None:
        """`تركي` is the state; `القوات التركية`, `قاعدة تركية` its forces."""
        states = [self._words.get(word, {}).get("nationality") for word in words]
        rest = [word for word, state in zip(words, states, strict=True) if not state]
        state = next(filter(None, states), None)
        if state is None or len(set(filter(None, states))) > 1:
            return None
        kinds = [set(self._words.get(word, {})) for word in rest]
        if not all(k & {"forces", "state", "trailing", "generic"} for k in kinds):
            return None
        forces = any("forces" in k for k in kinds)
        row = self.rows.get(f"{state}.mil" if forces else state) or self.rows.get(state)
        if row is None:
            return None
        return ActorMatch(actor_id=row.actor_id, row=row, how="adjective", score=0.95)

    def _peeled(self, words: Sequence[str]) -> Iterator[list[str]]:
        """The words without what only says that they are people or a group."""
        start, end = 0, len(words)
        while start < end - 1 and "head" in self._words.get(words[start], {}):
            start += 1
            yield from _forms(words[start:end])
        while end > 1 and "trailing" in self._words.get(words[end - 1], {}):
            end -= 1
            for first in range(start + 1):
                if first < end:
                    yield from _forms(words[first:end])

    def _is_anaphor(self, words: Sequence[str]) -> bool:
        return all({"anaphor", "generic"} & set(self._classes(word)) for word in words)

    def _classes(self, word: str) -> dict[str, str]:
        return next((self._words[form] for form in bare_forms(word) if form in self._words), {})

    def _quoted(self, words: Sequence[str], year: int | None) -> ActorMatch | None:
        """`خلايا “التنظيم”`: in quotes the word is a name, the Islamic State's."""
        if not any("تنظيم" in word for word in words):
            return None
        return self._pick(self._index.get(_key(["تنظيم", "الدوله"]), ()), year, how="usual",
                          part=UNUSUAL)  # fmt: skip

    def _slip(self, words: Sequence[str], year: int | None) -> ActorMatch | None:
        """A name misspelt: word for word the same but for a letter in long words."""
        look_up = _key(words)
        if len(look_up) < SHORTEST_SLIP:
            return None
        for name, _ in self._near.within(SLIPS, look_up, most=5):
            found = [item for item in self._index[name] if _alike(words, item[0])]
            if match := self._pick(found, year, how="fuzzy", part=0.85):
                return match
        return None

    @cached_property
    def _near(self) -> NearNames:
        return NearNames(list(self._index))

    @cached_property
    def _index(self) -> dict[str, list[tuple[ActorRow, bool]]]:
        index: dict[str, list[tuple[ActorRow, bool]]] = {}
        for row in self.rows.values():
            for name in (row.name_ar, *row.variants_ar):
                look_up = _key(fold(name).split())
                entries = index.setdefault(look_up, [])
                if all(known is not row for known, _ in entries):
                    entries.append((row, name.startswith("~")))
        return index


def _forms(words: Sequence[str]) -> list[list[str]]:
    """The words with and without the first one's clitics."""
    return [[form, *words[1:]] for form in bare_forms(words[0])] if words else []


def _alike(words: Sequence[str], row: ActorRow) -> bool:
    """Whether some name of a row has these words, each but for one letter in a long one."""
    for name in (row.name_ar, *row.variants_ar):
        others = fold(name).split()
        for form in _forms(words):
            if len(form) == len(others) and all(
                a == b or (len(b) >= LONG_WORD and OSA.distance(a, b) == 1)
                for a, b in zip(form, others, strict=True)
            ):
                return True
    return False


def _key(words: Sequence[str]) -> str:
    return "".join(w[2:] if w.startswith("ال") and len(w) > 3 else w for w in words)
