"""A name to show for something that no table knows. Knows no tables.

Mentions carry clitics (`وتنظيم`, `للفصائل`, `بالبلدة`): those before the article are taken off, a و
that joins a mention to the one before it, and others only where another mention of the same thing
stands without them.
"""

import re
from collections.abc import Sequence

from inference.arabic import fold
from inference.records.marks import Marks


def common_name(marks: Marks, names: Sequence[str]) -> str:
    """The name most often given, without clitics where that is safe; never empty for a mention."""
    bare = [_bare(marks, name) for name in names]
    known = set(bare)
    freed = [name[1:] if name[:1] in _CLITICS and name[1:] in known else name for name in bare]
    return max(freed, key=lambda name: (freed.count(name), -freed.index(name)))


def _bare(marks: Marks, name: str) -> str:
    shown = " ".join(marks.surface(name).split())
    shown = re.sub(r"^و?لل(?=\w{2})", "ال", shown)
    shown = re.sub(r"^[وفبك]{1,2}(?=ال\w{2})", "", shown)
    if shown.startswith("و") and marks.is_joined(name) and not _OWN.match(fold(shown)):
        return shown[1:]
    return shown


_CLITICS = "وفبل"
# Words of places and forces whose first letter is their own.
_OWN = re.compile(r"(?:وادي|واد|وحد|وزار|وزير|ولاي|وكال|وسط|وفد|ورش|ورد|واشنطن|واشوكاني|واسط)")
