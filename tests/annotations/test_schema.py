"""The guide's schema, and files that contradict themselves."""

from pathlib import Path

import pytest

from annotations.schema import Schema, SchemaError

MENTION = '[[mentions]]\ntype = "{}"\nkind = "{}"\n'
HEAD = 'name = "x"\nversion = 1\n'


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema.default()


def test_the_guides_counts(schema: Schema) -> None:
    assert (len(schema.types), len(schema.relation_types), len(schema.attributes)) == (29, 16, 2)
    assert schema.kinds["VICTIM"] == schema.kinds["COUNT"] == "group"


@pytest.mark.parametrize(
    ("head", "relation", "tail", "lawful"),
    [
        ("SHELLING", "target", "PLACE", True),
        ("KILLED", "target", "PLACE", False),
        ("KILLED", "cause", "SHELLING", True),
        ("SHELLING", "cause", "KILLED", False),
        ("VICTIM", "same_as", "VICTIM", True),
        ("VICTIM", "same_as", "COUNT", True),
        ("COUNT", "same_as", "VICTIM", True),
        ("VICTIM", "same_as", "PERSON", False),
        ("COUNT", "count", "COUNT", False),
        ("CLASH", "count", "COUNT", True),
        ("DATE", "same_as", "DATE", False),
        ("ACTOR", "nothing", "ACTOR", False),
        ("X", "agent", "ACTOR", False),
    ],
)
def test_signatures(schema: Schema, head: str, relation: str, tail: str, lawful: bool) -> None:
    assert schema.allows(head, relation, tail) is lawful


def test_attributes_and_their_defaults(schema: Schema) -> None:
    assert [(a.name, a.default) for a in schema.attributes_of("KILLED")] == [("realis", "actual")]
    assert [a.name for a in schema.attributes_of("COUNT")] == ["scope"]
    assert schema.attributes_of("PLACE") == ()


def test_expand_takes_types_and_kinds_in_the_schemas_order(schema: Schema) -> None:
    assert schema.expand(("COUNT", "actor", "VICTIM")) == ("ACTOR", "VICTIM", "COUNT")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("name =", "no schema can be read"),
        ('name = "x"\nversion = "one"\n', "no schema can be read"),
        (HEAD + MENTION.format("A", "k") * 2, "A declared twice"),
        (
            HEAD + MENTION.format("A", "k") + '[[relations]]\ntype="r"\nhead=["A"]\ntail=["B"]\n',
            "r names 'B'",
        ),
        (
            HEAD + MENTION.format("A", "k") + '[[attributes]]\nname="x"\non=["A"]\nvalues=[]\n',
            "has no values",
        ),
    ],
)
def test_faulty_files_are_refused_by_name(source: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(SchemaError, match=said) as error:
        Schema.from_file(path)
    assert str(path) in str(error.value)


def test_a_schema_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        HEAD
        + MENTION.format("FLOOD", "event")
        + MENTION.format("RIVER", "place")
        + '[[relations]]\ntype="of"\nhead=["event"]\ntail=["RIVER"]\n',
        encoding="utf-8",
    )
    assert Schema.from_file(path).signatures == {("FLOOD", "RIVER"): ("of",)}


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="no schema can be read"):
        Schema.from_file(tmp_path / "none.toml")
