"""Event words that say that those aimed at died: assassinations. Knows no groups and no rows."""

import re

from inference.arabic import fold
from inference.records.marks import Marks


def murdered(marks: Marks) -> dict[str, list[str]]:
    """Event mention -> the people it killed, as `target` or `victim`; attempts killed nobody."""
    found: dict[str, list[str]] = {}
    for name in marks.of_kind("event"):
        word = fold(marks.surface(name))
        if marks.attribute(name, "realis") or _ATTEMPT.search(word) or not _MURDER.search(word):
            continue
        aimed = [*marks.tails(name, "target"), *marks.tails(name, "victim")]
        people = [t for t in aimed if marks.kind(t) in ("group", "person")]
        if people:
            found[name] = marks.in_order(people)
    return found


_MURDER = re.compile(r"غت(?:ي?ال|يل)")
_ATTEMPT = re.compile(r"محاول")
