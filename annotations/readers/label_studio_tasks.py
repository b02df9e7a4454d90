"""What a Label Studio export holds: tasks, their annotations, what was marked. Knows no document.

Only the keys that are read; an export has many more, and each version of the server others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field


class Value(Struct):
    """Where something lies and what was said of it, by the tag that it was said with."""

    start: Any = None
    end: Any = None
    text: Any = None
    labels: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


class Item(Struct):
    """A region, what is said of one (its id is the region's), or a relation between two."""

    type: str
    id: str = ""
    from_name: str = ""
    value: Value = field(default_factory=Value)
    from_id: str = ""
    to_id: str = ""
    direction: str | None = "right"
    labels: list[str] | None = field(default_factory=list)

    @property
    def is_region(self) -> bool:
        """Whether it is a labelled stretch of plain text."""
        return self.type == "labels" and isinstance(self.value.start, int)


class Annotation(Struct):
    """What one person submitted (or skipped) for a task."""

    id: int | str = 0
    result: list[Item] = field(default_factory=list)
    was_cancelled: bool | None = False
    ground_truth: bool | None = False
    updated_at: str | None = ""


class Task(Struct):
    """What was shown, and everybody's annotations of it."""

    data: dict[str, Any]
    id: int | str | None = None
    annotations: list[Annotation] = field(default_factory=list)


def text_key(tasks: Iterable[Task]) -> str:
    """The key of `data` that the project shows as its text, which an export does not tell.

    The one in whose values most regions' quotes stand; of several `text`, else the longest. A
    project shows one key in all its tasks.
    """
    hits: Counter[str] = Counter()
    length: Counter[str] = Counter()
    for task in tasks:
        quotes = list(_quotes(task))
        for key, value in task.data.items():
            if isinstance(value, str):
                plain = _plain(value)
                hits[key] += sum(quote in plain for quote in quotes)
                length[key] += len(value)
    return max(length, key=lambda key: (hits[key], key == "text", length[key]), default="text")


def _quotes(task: Task) -> Iterator[str]:
    for annotation in task.annotations:
        for item in annotation.result:
            if item.is_region and isinstance(item.value.text, str):
                yield _plain(item.value.text)


def _plain(text: str) -> str:
    """The editor writes a line break in a quote as a backslash and an n, blanks as one blank."""
    return " ".join(text.replace("\\n", " ").split())
