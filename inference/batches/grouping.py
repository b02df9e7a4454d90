"""Reports into batches that depend on nothing but the reports. Knows no model.

The int8 encoder takes its scales over a batch, so that a report's figures depend, in the last
digits and sometimes in a mention, on those that are read with it. Batches must therefore be the
same whenever the same reports are read: no clock, no queue and no file's end decides one.
"""

from collections.abc import Callable, Iterable, Iterator

from inference.batches.items import Fault, Item, Report

# Vectors of all of a batch's windows are in memory at once, some 900 bytes a character.
MOST_TOGETHER = 200_000


def batches(
    items: Iterable[Item], size: int, on_fault: Callable[[Fault], None]
) -> Iterator[list[Report]]:
    """At most `size` reports and `MOST_TOGETHER` characters, or one longer report alone, in order.

    Faults go to `on_fault` as they are met and are of no batch.
    """
    waiting: list[Report] = []
    characters = 0
    for item in items:
        if isinstance(item, Fault):
            on_fault(item)
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
