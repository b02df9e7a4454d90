"""INCEpTION's UIMA CAS XMI, a file or zip a document beside its `TypeSystem.xml`.

Needs dkpro-cassis, which also turns UIMA's UTF-16 offsets into code points. The document's id and
meta are DKPro `MetaDataStringField`s; other files go by the title that INCEpTION sets (their
`documentId` is the annotator). For the layers that a project needs see `layers`.
"""

import importlib
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from annotations.document import Document
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.layers import (
    MENTION,
    RELATION,
    attribute_features,
    holds_mentions,
    label_and_rest,
)
from annotations.readers.result import Problem, ReadResult
from annotations.readers.sidecar import id_of, stem_of
from annotations.readers.tokens import cut_words
from annotations.schema import Schema
from annotations.words import paragraphs

TYPES = "TypeSystem.xml"


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of an `.xmi` file, an exported `.zip`, or a folder of them with its sub-folders.

    Raises `ImportError` without dkpro-cassis, `OSError` as `open` does.
    """
    cassis = _cassis()
    drafts: list[Draft] = []
    problems: list[Problem] = []
    attributes, _ = attribute_features(schema or Schema.default(), ())
    systems: dict[bytes | None, Any] = {None: _type_system(cassis, attributes)}
    for name, stem, data, types in _sources(path):
        try:
            if types not in systems:
                systems[types] = cassis.load_typesystem(BytesIO(types or b""))
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                cas = cassis.load_cas_from_xmi(
                    BytesIO(data), typesystem=systems[types], lenient=True
                )
        # cassis and lxml raise what they like on faulty files, and no file may stop the others.
        except Exception as error:  # noqa: BLE001
            mend = f"export it once more, with {TYPES} beside it"
            what = f"no CAS can be read from it ({type(error).__name__}: {error})"
            problems.append(Problem(file=name, what=what, mend=mend))
            continue
        draft = _draft(cas, name, stem, schema)
        if types is None:
            what = f"no {TYPES} stands beside it: only layers like our own are read"
            draft.problem(what, "put the exported one there")
        for warning in caught:
            draft.problem(f"dkpro-cassis: {warning.message}", "look at the offsets in the file")
        drafts.append(draft)
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write a folder of `.xmi` files with `TypeSystem.xml`; what the form cannot hold.

    Raises `ImportError` without dkpro-cassis, `OSError` as `open` does.
    """
    cassis = _cassis()
    path.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    given = list(documents)
    said = [name for document in given for m in document.mentions for name in m.attributes]
    features, unfit = attribute_features(schema, said)
    system = _type_system(cassis, features)
    (path / TYPES).write_bytes(system.to_xml().encode())
    if unfit:
        what = f"attributes {', '.join(unfit)} cannot be features; left out"
        problems.append(Problem(file=str(path), what=what, mend="name them like identifiers"))
    for one in given:
        file = path / f"{stem_of(one.id)}.xmi"
        document, lost = writable(one, str(file))
        problems += lost
        try:
            xmi = _cas(cassis, system, document, features).to_xmi()
        except ValueError as error:  # lxml: XML has no control characters
            what = f"the text or a value holds what XML cannot ({error}); not written"
            mend = "remove the control characters or use another form"
            problem = Problem(file=str(file), doc_id=document.id, what=what, mend=mend)
            problems.append(problem)
            continue
        file.write_bytes(xmi.encode())
    return problems


_SEGMENT = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
_META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type"
_ID = "marsad.id"


def _cassis() -> Any:
    try:
        return importlib.import_module("cassis")
    except ImportError as error:
        raise ImportError(
            "XMI files need the package dkpro-cassis; install it with: "
            "pip install 'marsad[inception]'"
        ) from error


def _sources(path: Path) -> Iterator[tuple[str, str, bytes, bytes | None]]:
    """Name, document name, XMI and type system of every CAS."""
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in (".xmi", ".zip"))
    for file in files:
        stem = file.relative_to(path).with_suffix("").as_posix() if path.is_dir() else file.stem
        if file.suffix != ".zip":
            beside = file.with_name(TYPES)
            types = beside.read_bytes() if beside.exists() else None
            yield str(file), id_of(stem), file.read_bytes(), types
            continue
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
                own = next((name for name in names if name.endswith(TYPES)), None)
                types = archive.read(own) if own else None
                for name in sorted(name for name in names if name.endswith(".xmi")):
                    yield f"{file}:{name}", id_of(stem), archive.read(name), types
        except zipfile.BadZipFile:
            yield str(file), id_of(stem), b"", None


def _draft(cas: Any, name: str, stem: str, schema: Schema | None) -> Draft:
    meta: dict[str, str] = {}
    title = None
    for fs in cas.select_all():
        if fs.type.name == f"{_META}.MetaDataStringField" and fs.key:
            meta[fs.key] = fs.value or ""
        elif fs.type.name == f"{_META}.DocumentMetaData":
            title = fs.documentTitle
    own = meta.pop(_ID, None)
    draft = Draft(name, own or title or stem, cas.sofa_string or "", meta, schema=schema)
    skipped = set()
    for fs in cas.select_all():
        layer = fs.type.name
        features = {f.name: fs[f.name] for f in fs.type.all_features if f.name not in _OWN}
        if "Governor" in features and layer.startswith("webanno.custom."):
            ends = features.pop("Governor"), features.pop("Dependent")
            kind, _, _ = label_and_rest(layer, _strings(features))
            head, tail = (f"{end.type.name} {end.xmiID}" if end else "nothing" for end in ends)
            draft.relation(head, kind, tail)
        elif holds_mentions(layer):
            kind, identifier, attributes = label_and_rest(layer, _strings(features))
            draft.mention(
                f"{layer} {fs.xmiID}", kind, fs.begin, fs.end, id=identifier, attributes=attributes
            )
        elif not layer.startswith((_SEGMENT, _META, "uima.")):
            skipped.add(layer)
    for layer in sorted(skipped):
        draft.problem(f"layer {layer} is not read", "keep it in INCEpTION")
    return draft


_OWN = {"sofa", "begin", "end", "xmiID", "type"}


def _strings(features: dict[str, Any]) -> dict[str, str | None]:
    """Features with plain values; references to other annotations are none of ours."""
    return {
        name: value if value is None else str(value)
        for name, value in features.items()
        if value is None or isinstance(value, (str, int, float))
    }


def _type_system(cassis: Any, features: list[str]) -> Any:
    system = cassis.load_dkpro_core_typesystem()
    document_data = system.create_type(  # cassis leaves it out of DKPro's types
        name=f"{_META}.DocumentMetaData", supertypeName="uima.tcas.DocumentAnnotation"
    )
    for name in ("documentTitle", "documentId", "documentUri", "documentBaseUri", "collectionId"):
        system.create_feature(domainType=document_data, name=name, rangeType="uima.cas.String")
    system.create_feature(
        domainType=document_data, name="isLastSegment", rangeType="uima.cas.Boolean"
    )
    mention = system.create_type(name=MENTION, supertypeName="uima.tcas.Annotation")
    relation = system.create_type(name=RELATION, supertypeName="uima.tcas.Annotation")
    for name in ("id", "label", *features):
        system.create_feature(domainType=mention, name=name, rangeType="uima.cas.String")
    system.create_feature(domainType=relation, name="label", rangeType="uima.cas.String")
    for name in ("Governor", "Dependent"):
        system.create_feature(domainType=relation, name=name, rangeType="uima.tcas.Annotation")
    return system


def _cas(cassis: Any, system: Any, document: Document, features: list[str]) -> Any:
    text = document.text
    cas = cassis.Cas(typesystem=system)
    cas.sofa_string = text
    cas.sofa_mime = "text"
    document_data, string_field = (
        system.get_type(f"{_META}.{name}") for name in ("DocumentMetaData", "MetaDataStringField")
    )
    cas.add(document_data(begin=0, end=len(text), documentTitle=document.id))
    for key, value in {_ID: document.id, **document.meta}.items():
        cas.add(string_field(begin=0, end=0, key=key, value=value))
    sentence, token = (system.get_type(f"{_SEGMENT}.{name}") for name in ("Sentence", "Token"))
    for span in paragraphs(text):
        cas.add(sentence(begin=span.start, end=span.end))
    for span in cut_words(text, document.mentions):
        cas.add(token(begin=span.start, end=span.end))
    mention, relation = system.get_type(MENTION), system.get_type(RELATION)
    made = {}
    for one in document.mentions:
        said = {name: value for name, value in one.attributes.items() if name in features}
        made[one.id] = mention(begin=one.start, end=one.end, id=one.id, label=one.type, **said)
        cas.add(made[one.id])
    for link in document.relations:
        head, tail = made[link.head], made[link.tail]
        ends = {"Governor": head, "Dependent": tail}
        cas.add(relation(begin=tail.begin, end=tail.end, label=link.type, **ends))
    return cas
