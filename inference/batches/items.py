"""What readers of files give: reports and faults, and the largest of each. Knows no file's form."""

from msgspec import Struct

# A text of this length is a thousand pages; the encoder's vectors of it alone are a gigabyte.
MOST_CHARACTERS = 2_000_000
# Of a line, a row's field or a text file, before decoding: JSON may need six bytes a character.
MOST_BYTES = 16 * 2**20


class Report(Struct, frozen=True):
    """A text to read. `meta` holds `published` and whatever else the row said as text."""

    id: str
    text: str
    meta: dict[str, str]
    where: str


class Fault(Struct, frozen=True):
    """What cannot be read: where, what is wrong, the mend, and how many inputs it stands for."""

    where: str
    what: str
    mend: str
    inputs: int = 1

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.mend}"


Item = Report | Fault


def report(name: str, text: str, meta: dict[str, str], where: str) -> Item:
    """A report, or the fault of a text that is longer than `MOST_CHARACTERS`."""
    if len(text) > MOST_CHARACTERS:
        return too_long(where, f"a text of {len(text):,} characters (most: {MOST_CHARACTERS:,})")
    return Report(name, text, meta, where)


def too_long(where: str, what: str) -> Fault:
    """The fault of an input that memory could not hold."""
    return Fault(where, what, "give each report as an input of its own")
