"""UIMA CAS XMI: a CAS as INCEpTION exports it, zipped or not, faulty, and without cassis."""

import importlib
import zipfile
from pathlib import Path

import pytest

from annotations.document import Document, Mention
from annotations.readers import inception_xmi
from annotations.schema import Schema

pytest.importorskip("cassis")

SAMPLES = Path(__file__).with_name("samples") / "inception"
SCHEMA = Schema.default()


def seen(document: Document) -> list[tuple[str, str, dict[str, str]]]:
    return [(m.type, document.surface(m), m.attributes) for m in document.mentions]


EXPECTED = [
    ("AIRSTRIKE", "غارات جوية", {"realis": "denied"}),
    ("ACTOR", "روسية", {}),
    ("PLACE", "قرية", {}),
]


def test_an_export_with_offsets_in_utf16() -> None:
    result = inception_xmi.read(SAMPLES / "admin.xmi", schema=SCHEMA)
    document = result.documents[0]
    assert document.id == "report-3.txt"  # the title; `documentId` is the annotator
    assert seen(document) == EXPECTED
    ends = [(m.id, m.type) for m in document.mentions]
    assert [(r.head, r.type, r.tail) for r in document.relations] == [
        (ends[0][0], "agent", ends[1][0])
    ]
    what = [problem.what for problem in result.problems]
    assert any("POS is not read" in said for said in what)
    assert any("whole words" in said for said in what)


def test_an_exported_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "report-3.zip", "w") as archive:
        for name in ("admin.xmi", "TypeSystem.xml"):
            archive.write(SAMPLES / name, name)
    assert seen(inception_xmi.read(tmp_path).documents[0]) == EXPECTED


def test_without_a_type_system_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "admin.xmi").write_bytes((SAMPLES / "admin.xmi").read_bytes())
    result = inception_xmi.read(tmp_path)
    assert [kind for kind, _, _ in seen(result.documents[0])] == ["ACTOR", "PLACE"]
    assert any("TypeSystem.xml" in problem.what for problem in result.problems)


def test_offsets_inside_a_character_are_named(tmp_path: Path) -> None:
    source = (SAMPLES / "admin.xmi").read_text(encoding="utf-8")
    (tmp_path / "TypeSystem.xml").write_bytes((SAMPLES / "TypeSystem.xml").read_bytes())
    (tmp_path / "a.xmi").write_text(
        source.replace('begin="8" end="18" label', 'begin="1" end="900" label'), encoding="utf-8"
    )
    result = inception_xmi.read(tmp_path)
    assert [kind for kind, _, _ in seen(result.documents[0])] == ["ACTOR", "PLACE"]
    assert any("AIRSTRIKE" in problem.what for problem in result.problems)
    assert any("agent" in problem.what for problem in result.problems)


@pytest.mark.parametrize("name", ["a.xmi", "a.zip"])
def test_faulty_files_are_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"<xmi:XMI")
    result = inception_xmi.read(tmp_path)
    assert (result.documents, len(result.problems)) == ([], 1)


def test_control_characters_are_named_and_the_rest_is_written(tmp_path: Path) -> None:
    documents = [
        Document(id="bad", text="قصف\x01"),
        Document(
            id="good", text="قصف", mentions=[Mention(id="e1", type="SHELLING", start=0, end=3)]
        ),
    ]
    problems = inception_xmi.write(documents, tmp_path, SCHEMA)
    assert [problem.doc_id for problem in problems] == ["bad"]
    assert inception_xmi.read(tmp_path).documents == documents[1:]


def test_without_cassis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ImportError, match=r"pip install 'marsad\[inception\]'"):
        inception_xmi.read(SAMPLES / "admin.xmi")
