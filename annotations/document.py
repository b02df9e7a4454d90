"""A marked report: text, mentions, relations. Knows no schema, no file and no model."""

from msgspec import Struct, field


class Mention(Struct, frozen=True, kw_only=True):
    """A stretch of text with a type: code points `[start, end)`.

    `attributes` holds only what differs from the schema's defaults, e.g. `{"realis": "planned"}`.
    """

    id: str
    type: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)


class Relation(Struct, frozen=True, kw_only=True, order=True):
    """A typed link `head -> tail` between two mentions, named by their ids."""

    head: str
    type: str
    tail: str


class Document(Struct, frozen=True, kw_only=True):
    """One report, its text exactly as published. `meta` holds `published`, `source`, …"""

    id: str
    text: str
    meta: dict[str, str] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def by_id(self) -> dict[str, Mention]:
        """Mentions by their ids; of a repeated id the last."""
        return {mention.id: mention for mention in self.mentions}

    def surface(self, mention: Mention) -> str:
        """The characters of a mention."""
        return self.text[mention.start : mention.end]
