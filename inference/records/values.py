"""What single mentions resolve to: dates, counts, places, actors. Knows no rows.

The form is design.md's Result contract; None is "cannot be known".
"""

from typing import Any

from inference.records.actor_rows import Actors
from inference.records.figures import Figures
from inference.records.place_rows import Places
from inference.records.story import Story
from inference.records.when import Dates

Value = dict[str, Any] | None


def read_values(story: Story, places: Places, actors: Actors) -> dict[str, Value]:
    """Mention id -> value of every DATE, COUNT, VICTIM, PLACE, FACILITY and ACTOR mention."""
    found: dict[str, Value] = {}
    for mention in story.marks.mentions:
        match mention.type:
            case "DATE":
                found[mention.id] = _days(story.dates, mention.id)
            case "COUNT" | "VICTIM":
                found[mention.id] = _number(story.figures, mention.id)
            case "PLACE" | "FACILITY":
                place = places.value(mention.id)
                found[mention.id] = {"place_id": place} if place else None
            case "ACTOR":
                actor = actors.value(mention.id)
                found[mention.id] = {"actor_id": actor} if actor else None
    return found


def _days(dates: Dates, name: str) -> Value:
    value = dates.value(name)
    if value is None:
        return None
    return {"start": value.start, "end": value.end, "precision": value.precision}


def _number(figures: Figures, name: str) -> Value:
    said = figures.of(name)
    if not said:
        return None
    value = said[0].value
    return {
        "min": value.min,
        "max": value.max,
        "hedge": value.hedge,
        "implied": value.implied,
    }
