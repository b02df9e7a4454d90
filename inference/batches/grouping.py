"""Reports into batches that depend on nothing but the reports. Knows no model.

On a CPU a report's figures do not depend on those that are read with it; on a GPU, where windows
are padded to each other, the last digits may. Batches are therefore the same whenever the same
reports are read: no clock, no queue and no file's end decides one.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from inference.batches.items import Fault, Item, Report

# Vectors of all of a batch's windows are in memory at once, some 900 bytes a character.
MOST_TOGETHER = 200_000

AnyReport = TypeVar("AnyReport", bound=Report)


def batches(
    items: Iterable[Item], size: int, on_fault: Callable[[Fault], None]
) -> Iterator[list[Report]]:
    """The batches of `steps`; faults go to `on_fault` as they are met."""
    for step in steps(items, size):
        if isinstance(step, Fault):
            on_fault(step)
        else:
            yield step


def steps(items: Iterable[Fault | AnyReport], size: int) -> Iterator[Fault | list[AnyReport]]:
    """At most `size` reports and `MOST_TOGETHER` characters, or one longer report alone, in order.

    Faults come as they are met and are of no batch.
    """
    waiting: list[AnyReport] = []
    characters = 0
    for item in items:
        if isinstance(item, Fault):
            yield item
            continue
        if waiting and characters + len(item.text) > MOST_TOGETHER:
            yield waiting
            waiting, characters = [], 0
        waiting.append(item)
        characters += len(item.text)
        if len(waiting) >= size:
            yield waiting
            waiting, characters = [], 0
    if waiting:
        yield waiting
