"""One result for a reader at a terminal. Knows results; prints through the console it is given."""

import unicodedata
from collections import defaultdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from annotations.schema import Schema
from inference.result import Result, ScoredMention


def show(result: Result, schema: Schema, console: Console) -> None:
    """Events with who, whom, where, when and how many; then actors, places, dates, counts."""
    console.print(
        Text(
            f"{result.id}: {len(result.mentions)} mentions, {len(result.relations)} relations",
            style="bold",
        )
    )
    by_id = {m.id: m for m in result.mentions}
    tails: dict[tuple[str, str], list[ScoredMention]] = defaultdict(list)
    for relation in result.relations:
        tails[relation.head, relation.type].append(by_id[relation.tail])

    def told(head: ScoredMention, relation: str) -> str:
        return "، ".join(
            dict.fromkeys(_clean(_phrase(result, m, tails)) for m in tails[head.id, relation])
        )

    table = Table(title="events and outcomes", show_lines=False, expand=True)
    for name in ("type", "text", "agent", "target / victim", "place", "time", "weapon"):
        table.add_column(name, overflow="fold")
    for mention in result.mentions:
        if schema.kinds[mention.type] not in ("event", "outcome"):
            continue
        note = "".join(f" ({value})" for value in mention.attributes.values())
        whom = "، ".join(filter(None, (told(mention, "target"), told(mention, "victim"))))
        table.add_row(
            mention.type + note,
            _clean(_surface(result, mention)),
            told(mention, "agent"),
            whom,
            told(mention, "place"),
            told(mention, "time"),
            told(mention, "instrument"),
        )
    console.print(table)
    for title, kinds in (
        ("actors", ("ACTOR", "PERSON")),
        ("places", ("PLACE", "FACILITY")),
        ("dates", ("DATE",)),
        ("people and counts", ("VICTIM", "COUNT")),
        ("sources", ("SOURCE",)),
    ):
        names: dict[str, int] = defaultdict(int)
        counted = {m.id for key, ms in tails.items() if key[1] == "count" for m in ms}
        for mention in result.mentions:
            if mention.type in kinds and mention.id not in counted:
                names[_clean(_phrase(result, mention, tails))] += 1
        if names:
            listed = "  ·  ".join(f"{n} ×{c}" if c > 1 else n for n, c in names.items())
            console.print(Text(f"{title}: ", style="bold") + Text(listed))


def _phrase(
    result: Result,
    mention: ScoredMention,
    tails: dict[tuple[str, str], list[ScoredMention]],
) -> str:
    """A mention with the count that belongs to it and the force that it is of."""
    parts = [_surface(result, m) for m in tails[mention.id, "count"]]
    parts.append(_surface(result, mention))
    sides = [_surface(result, m) for m in tails[mention.id, "member_of"]]
    return " ".join(parts) + (f" [{'، '.join(sides)}]" if sides else "")


def _surface(result: Result, mention: ScoredMention) -> str:
    return result.text[mention.start : mention.end]


def _clean(text: str) -> str:
    """Characters that steer a terminal (escapes, bidi overrides) taken out of what is shown."""
    return "".join(
        c for c in " ".join(text.split()) if unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
