"""File names for document ids, and meta beside files of a form that has no place for it."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import msgspec

from annotations.readers.result import Problem

NAME = "documents.json"


def stem_of(doc_id: str) -> str:
    """A file name without suffix that `id_of` turns back: other signs are percent-encoded."""
    quoted = re.sub(
        r"[^\w.-]|^\.",
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8")),
        doc_id,
    )
    return quoted or "%"


def id_of(stem: str) -> str:
    """The document id that a file name without suffix stands for."""
    return unquote(stem) if stem != "%" else ""


def read_meta(folder: Path) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Document id -> meta, from `documents.json` in a folder; empty where there is none."""
    file = folder / NAME
    if not file.exists():
        return {}, []
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, str]]), []
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        what, mend = f"meta cannot be read ({error})", "write it again or delete it"
        return {}, [Problem(file=str(file), what=what, mend=mend)]


def write_meta(folder: Path, metas: Mapping[str, Mapping[str, str]]) -> None:
    """Write `documents.json`, unless no document has any meta."""
    if any(metas.values()):
        source = msgspec.json.format(msgspec.json.encode(metas), indent=1)
        (folder / NAME).write_bytes(source + b"\n")
