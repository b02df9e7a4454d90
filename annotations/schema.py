"""Types, signatures and attributes of a project, out of a TOML file. Knows no text, no model."""

import tomllib
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct, field


class SchemaError(ValueError):
    """A schema file that cannot be used: which file, what is wrong, and the mend."""


class MentionType(Struct, frozen=True, kw_only=True):
    """A type of mention. `kind` groups types that signatures may name together."""

    type: str
    kind: str
    gloss: str = ""


class RelationType(Struct, frozen=True, kw_only=True):
    """A type of relation and its signature. `head` and `tail` name mention types or kinds.

    `far`: may join mentions of different paragraphs. `symmetric`: has no direction; it is written
    from the later mention to the earlier. `same_type`: both ends share a type, or are a pair of
    `also`.
    """

    type: str
    head: tuple[str, ...]
    tail: tuple[str, ...]
    symmetric: bool = False
    same_type: bool = False
    also: tuple[tuple[str, str], ...] = ()
    far: bool = False


class Attribute(Struct, frozen=True, kw_only=True):
    """A property of mentions with a closed list of values; the first is the default."""

    name: str
    on: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def default(self) -> str:
        """The value that is meant when none is written."""
        return self.values[0]


class Schema(Struct, frozen=True, kw_only=True, dict=True):
    """What may be marked. `Schema.default()` is the annotation guide's."""

    name: str
    version: int
    mentions: tuple[MentionType, ...]
    relations: tuple[RelationType, ...] = ()
    attributes: tuple[Attribute, ...] = field(default_factory=tuple)

    @classmethod
    def default(cls) -> "Schema":
        """The schema of the annotation guide: 29 mention types, 16 relations, 2 attributes."""
        return cls.from_file(Path(__file__).with_name("schema.toml"))

    @classmethod
    def from_file(cls, path: Path) -> "Schema":
        """Read a schema. Raises `SchemaError` when it is unreadable or contradicts itself."""
        try:
            with path.open("rb") as stream:
                schema = msgspec.convert(tomllib.load(stream), cls)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise SchemaError(f"{path}: no schema can be read from it ({error})") from error
        schema.verify(str(path))
        return schema

    def verify(self, where: str) -> None:
        """Raise `SchemaError` for a doubled name or a signature that names nothing."""
        for names in (
            [m.type for m in self.mentions],
            [r.type for r in self.relations],
            [a.name for a in self.attributes],
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise SchemaError(f"{where}: {', '.join(twice)} declared twice; keep one of them")
        known = {m.type for m in self.mentions} | {m.kind for m in self.mentions}
        for owner, named in [
            *((r.type, r.head + r.tail) for r in self.relations),
            *((a.name, a.on) for a in self.attributes),
        ]:
            for name in named:
                if name not in known:
                    raise SchemaError(
                        f"{where}: {owner} names {name!r}, which is neither a mention type nor a "
                        f"kind; known: {', '.join(sorted(known))}"
                    )
        for attribute in self.attributes:
            if not attribute.values:
                raise SchemaError(f"{where}: attribute {attribute.name} has no values; list them")

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Mention types in their declared order."""
        return tuple(m.type for m in self.mentions)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Mention type -> kind."""
        return {m.type: m.kind for m in self.mentions}

    @cached_property
    def relation_types(self) -> tuple[str, ...]:
        """Relation types in their declared order."""
        return tuple(r.type for r in self.relations)

    @cached_property
    def relation(self) -> dict[str, RelationType]:
        """Relation type by name."""
        return {r.type: r for r in self.relations}

    @cached_property
    def signatures(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(head type, tail type) -> relation types that are lawful between them."""
        table: dict[tuple[str, str], list[str]] = {}
        for relation in self.relations:
            for head in self.expand(relation.head):
                for tail in self.expand(relation.tail):
                    alike = head == tail or (head, tail) in relation.also
                    if not relation.same_type or alike or (tail, head) in relation.also:
                        table.setdefault((head, tail), []).append(relation.type)
        return {pair: tuple(names) for pair, names in table.items()}

    def expand(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Mention types meant by a list of types and kinds, in the schema's order."""
        return tuple(m.type for m in self.mentions if m.type in names or m.kind in names)

    def allows(self, head: str, relation: str, tail: str) -> bool:
        """Whether `relation` may lead from a mention of type `head` to one of type `tail`."""
        return relation in self.signatures.get((head, tail), ())

    def attributes_of(self, mention_type: str) -> tuple[Attribute, ...]:
        """The attributes that mentions of a type bear."""
        return tuple(a for a in self.attributes if mention_type in self.expand(a.on))
