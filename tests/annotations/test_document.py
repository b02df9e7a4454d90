"""The three structures."""

import pytest

from annotations.document import Document, Mention, Relation


def test_surface_and_by_id() -> None:
    mention = Mention(id="p1", type="PLACE", start=2, end=6)
    document = Document(id="a", text="😀 درعا", mentions=[mention])
    assert document.surface(mention) == "درعا"
    assert document.by_id() == {"p1": mention}


def test_nothing_is_shared_between_documents() -> None:
    first, second = Document(id="a", text=""), Document(id="b", text="")
    assert first.mentions is not second.mentions
    assert first.meta is not second.meta


def test_documents_do_not_change() -> None:
    with pytest.raises(AttributeError):
        Document(id="a", text="").text = "x"  # type: ignore[misc]


def test_relations_can_be_sorted() -> None:
    later = Relation(head="b", type="agent", tail="a")
    assert sorted([later, Relation(head="a", type="time", tail="d")])[-1] == later
