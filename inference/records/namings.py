"""Persons that name a group told elsewhere. Knows no outcomes.

A headline says `مقتل قيادي`, the body gives his name; the scheme has no `same_as` between the two.
Where one mention of an event or outcome has a group of so many and another mention of the same one
has so many persons and nobody else, they are the same people.
"""

from collections.abc import Iterator, Mapping

from inference.records.groups import Groups
from inference.records.marks import Marks
from inference.records.threads import Threads


def namings(
    marks: Marks, threads: Threads, groups: Groups, murders: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Pairs of a PERSON mention and the group mention that it names."""
    for thread in threads.roots():
        if marks.kind(thread) not in ("event", "outcome"):
            continue
        told = [_people(marks, name, murders) for name in threads.members(thread)]
        for people in told:
            persons = [name for name in people if _is_unplaced_person(marks, name)]
            if not persons or len(persons) < len(people):
                continue
            number = len(groups.of(persons))
            for others in told:
                named = groups.of(others)
                if len(named) == 1 and _counts(groups, named[0], number):
                    yield from ((person, others[0]) for person in persons)
                    break


def _people(marks: Marks, name: str, murders: Mapping[str, list[str]]) -> list[str]:
    """The victims of an outcome; of an event those whom it killed."""
    if marks.kind(name) == "outcome":
        return marks.tails(name, "victim")
    deaths = [o for o in marks.heads(name, "cause") if marks.type(o) in ("KILLED", "EXECUTED")]
    killed = (victim for death in deaths for victim in marks.tails(death, "victim"))
    return marks.in_order((*murders.get(name, ()), *killed))


def _is_unplaced_person(marks: Marks, name: str) -> bool:
    placed = marks.tails(name, "among") or marks.tails(name, "subtotal_of")
    return marks.type(name) == "PERSON" and not placed


def _counts(groups: Groups, name: str, number: int) -> bool:
    group = groups.by_name[name]
    value = group.value
    exact = value is not None and value.min == value.max == number
    return exact and group.noun
