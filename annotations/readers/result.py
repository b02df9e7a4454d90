"""What a reader hands back: documents and named problems. Knows no file and no form."""

from msgspec import Struct

from annotations.document import Document


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that a form could not hold or that is wrong: where, what, and the mend.

    `line` counts from 1; `start` and `end` are code points of the document's text, end exclusive.
    """

    file: str
    what: str
    mend: str
    line: int | None = None
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        at = "" if self.start is None else f"@{self.start}-{self.end}"
        document = "" if self.doc_id is None else f"document {self.doc_id}{at}: "
        return f"{where}: {document}{self.what}; {self.mend}"


class ReadResult(Struct, frozen=True):
    """Documents of a file or folder, and everything that did not come through whole."""

    documents: list[Document]
    problems: list[Problem]
