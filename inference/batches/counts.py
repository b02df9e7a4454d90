"""What became of the inputs, and the line that says so. Knows no reports and no files."""

from msgspec import Struct


class Counts(Struct):
    """Reports read and inputs not read; every input is one of the two.

    `resumed`: those of `read` that an earlier run had read. `words`: by spaces, of this run.
    """

    read: int = 0
    faults: int = 0
    resumed: int = 0
    words: int = 0

    def __str__(self) -> str:
        earlier = f" ({self.resumed:,} of them by the run before)" if self.resumed else ""
        inputs = self.read + self.faults
        given = "input" if inputs == 1 else "inputs"
        read = "report" if self.read == 1 else "reports"
        return f"{inputs:,} {given}: {self.read:,} {read} read{earlier}, {self.faults:,} not"
