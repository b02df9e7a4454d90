"""Headlines that tell several events or groups in one word. Knows no rows.

`بقصف على المحافظة` above two paragraphs, each with a shelling of its own, is `same_as` both. Made
one thread they would be one incident with the day of the first and the village of the second. Two
mentions that lead to one earlier mention, stand in different paragraphs and have no place or no
day in common are two things, and the earlier mention stands for both.
"""

from inference.records.figures import Figures, agree
from inference.records.marks import Marks
from inference.records.scenes import Scenes
from inference.records.threads import Threads
from inference.records.when import Dates


def summing(
    marks: Marks, threads: Threads, scenes: Scenes, dates: Dates, figures: Figures
) -> dict[str, list[str]]:
    """Mention -> the later mentions that it sums up. `threads` are those of all links."""

    def differ(one: str, other: str) -> bool:
        if marks.kind(one) == "group":
            return _contradict(figures, one, other)
        return _differ(marks, threads, scenes, dates, one, other)

    found: dict[str, list[str]] = {}
    for name in marks.of_kind("event", "outcome", "group"):
        later = [h for h in marks.heads(name, "same_as") if len(marks.tails(h, "same_as")) == 1]
        apart = [one for one in later if any(differ(one, other) for other in later)]
        if len(apart) > 1:
            found[name] = apart
    return found


def _contradict(figures: Figures, one: str, other: str) -> bool:
    """`المخطوفين` of a headline, then 19 freed and 23 exchanged for them: two groups."""
    said = [[f.value for f in figures.of(name) if f.firm] for name in (one, other)]
    return all(said) and not agree(said[0][0], said[1][0])


def _differ(
    marks: Marks, threads: Threads, scenes: Scenes, dates: Dates, one: str, other: str
) -> bool:
    if marks.paragraph(one) == marks.paragraph(other):
        return False
    sites = [_sites(marks, threads, scenes, name) for name in (one, other)]
    if all(sites):
        return not sites[0] & sites[1]
    days = [dates.of([name]) for name in (one, other)]
    if days[0] is None or days[1] is None:
        return False
    first, second = sorted(days, key=lambda when: when.start or "" if when else "")
    return bool(first and second and first.end and second.start and first.end < second.start)


def _sites(marks: Marks, threads: Threads, scenes: Scenes, name: str) -> set[str]:
    scene = scenes.of([name])
    return set(
        threads.expand(n for n in (*scene.places, *scene.targets) if marks.kind(n) == "place")
    )
