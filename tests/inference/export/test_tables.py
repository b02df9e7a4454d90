"""Cells are harmless, and columns are those of the rows."""

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.export.parquet import ROWS
from inference.export.tables import COLUMNS, cell, flat, plain, rows_of
from inference.result import Result


def test_columns_are_the_rows_fields_in_their_order() -> None:
    for table, kind in ROWS.items():
        assert COLUMNS[table] == tuple(f.name for f in msgspec.structs.fields(kind)), table


@pytest.mark.parametrize(("value", "expected"), [
    (None, ""), (True, "true"), (0, "0"), (-1.5, "-1.5"), (["أ", "ب"], "أ | ب"), ([], ""),
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@A1", "'@A1"), ("\tx", "'x"),
    ("\rx", "'x"), (" =1", "'=1"), ("\u202e=1", "'=1"), ("＝1", "'＝1"), (["=1", "2"], "'=1 | 2"),
    ("أ\u200cب", "أ\u200cب"), ("سطر\nسطر", "سطر سطر"), ("a\x00\ud800b", "ab"),
])  # fmt: skip
def test_cells(value: object, expected: str) -> None:
    assert cell(value) == expected


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_no_text_is_a_formula_or_steers(text: str) -> None:
    written = cell(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in written)
    assert not any(unicodedata.bidirectional(c) in _BIDI for c in written)
    written.encode("utf-8")


@given(st.text(alphabet="ابتثج 123،.", max_size=30))
def test_plain_arabic_is_left_as_it_is(text: str) -> None:
    assert plain(text) == " ".join(text.split())


def test_a_row_without_a_column_has_none_there() -> None:
    result = Result(id="x", text="", records={"checks": [{"kind": "among"}]})
    assert next(rows_of(result, "checks")) == {
        "doc_id": "x", "kind": "among", "casualty_id": None, "stated": None, "computed": None,
        "verdict": None, "note": None,
    }  # fmt: skip
    assert list(rows_of(result, "events")) == []


def test_flat_joins_lists_and_keeps_numbers() -> None:
    assert flat({"a": ["x", "y"], "b": 1.5, "c": "\u202ex", "d": None}) == {
        "a": "x | y",
        "b": 1.5,
        "c": "x",
        "d": None,
    }


_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
