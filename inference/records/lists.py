"""How the parts of a total stand in the text: which of them make up one list. Knows no numbers.

A total may be broken down twice (by side, then by place), and what a running total grew by (`بعد
وفاة 3`, the dead of today told before `ليرتفع إلى`) is linked to it as well. Only a list that the
text gives as one (`هم:`, `توزعوا على النحو الآتي:`) says that it leaves nobody out.
"""

import re
from collections.abc import Collection, Sequence

from inference.arabic import fold
from inference.records.marks import Marks


class Lists:
    """Lists of parts by their mention ids, which are given in text order."""

    def __init__(self, marks: Marks, whole: Collection[str], parts: Sequence[str]) -> None:
        """`whole`: every mention of the total and its numbers."""
        self._marks = marks
        self._whole = marks.in_order(whole)
        self._lines = {marks.paragraph(name) for name in parts}

    def split(self, parts: Sequence[str], *, by_line: bool = False) -> list[list[str]]:
        """Parts list by list: a list ends at the total and at a line that holds no part.

        `by_line`: also where a line begins that is no item of a list (`– 20 من …`).
        """
        blocks: list[list[str]] = []
        for name in parts:
            if not blocks or self._is_new(blocks[-1][-1], name, by_line):
                blocks.append([])
            blocks[-1].append(name)
        return blocks

    def is_complete(self, block: Sequence[str], *, running: bool) -> bool:
        """Whether a list leaves nobody out. A `running` total needs words that say so."""
        lead = self._lead(block[0])
        words = fold(lead + self._after(block[0]))
        if _SOME.search(words):
            return False
        return not running or bool(_ALL.search(fold(lead)) or _COLON.search(lead))

    def is_growth(self, block: Sequence[str], whole: str) -> bool:
        """Whether parts are what a total grew by: told before it, or after `بعد`.

        `whole`: the mention of the total that the first of them is said to be a part of.
        """
        return self._precedes(block[0], whole) or bool(_AFTER.search(fold(self._lead(block[0]))))

    def _is_new(self, last: str, name: str, by_line: bool) -> bool:
        marks = self._marks
        if any(marks.at(last) < marks.at(whole) < marks.at(name) for whole in self._whole):
            return True
        lines = range(marks.paragraph(last), marks.paragraph(name))
        if not lines:
            return False
        if any(marks.lines[line].strip() for line in lines[1:] if line not in self._lines):
            return True
        if not by_line:
            return False
        start = marks.document.text.rfind("\n", 0, marks.mention(name).start) + 1
        return not _ITEM.fullmatch(marks.document.text[start : marks.mention(name).start])

    def _lead(self, name: str) -> str:
        """The text from the total's last mention before a part to the part."""
        ends = [self._marks.mention(w).end for w in self._whole if self._precedes(w, name)]
        start = self._marks.mention(name).start
        return self._marks.document.text[max([start - _REACH, *ends]) : start] if ends else ""

    def _after(self, name: str) -> str:
        end = self._marks.mention(name).end
        return " " + self._marks.document.text[end : end + 6]

    def _precedes(self, one: str, other: str) -> bool:
        return self._marks.at(one) < self._marks.at(other)


_REACH = 160  # code points before a part that may introduce its list
_ITEM = re.compile(r"[\s\-–—•*·.()\d]*")
_ALL = re.compile(r"\bو?(?:هم|هن|هما|هي|كالتالي|الاتي|التالي|توزعوا?|توزعت|موزعين|موزعه)\b")
_COLON = re.compile(r":[\s\-–—•*·]*$")
_SOME = re.compile(r"\bو?(?:منهم|منها|منهما|منهن|بينهم|بينها|ضمنهم|ابرزهم)\b")
_AFTER = re.compile(r"\b(?:بعد|عقب|اثر)\b")
