"""The grammar of WebAnno TSV 3: header, sentences, rows, cells. Knows no document of ours.

After INCEpTION's `Tsv3XDeserializer`, `Tsv3XSerializer` and `Escaping`, and the chapter
"WebAnno TSV 3.3 File format" of its user guide.
"""

import re

from msgspec import Struct, field


class Layer(Struct):
    """A declared layer: its features' columns, and for relations the column that points back."""

    name: str
    kind: str
    columns: dict[str, int] = field(default_factory=dict)
    base: str = ""
    reference: int | None = None
    skipped: list[str] = field(default_factory=list)


class Unit(Struct):
    """A row: a token or part of one, UTF-16 offsets `[start, end)`, and its cells."""

    id: str
    start: int
    end: int
    line: int
    cells: list[str]


class TsvError(ValueError):
    """A file that is no WebAnno TSV 3: the line and what is wrong."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def parse(source: str) -> tuple[list[Layer], str, list[Unit]]:
    """Layers, text and rows of a file. Raises `TsvError`."""
    lines = [line.removesuffix("\r") for line in source.removeprefix("\ufeff").split("\n")]
    if not re.fullmatch(r"#FORMAT=WebAnno TSV 3\.\d+", lines[0]):
        raise TsvError(1, "the first line is not #FORMAT=WebAnno TSV 3.x")
    layers: list[Layer] = []
    width = 0
    for line in lines[1:]:
        if match := re.fullmatch(r"#T_(SP|RL|CH)=([^|]+)\|?(.*)", line):
            width = _declare(layers, match[1], match[2], match[3], width)
    text, units = _body(lines, width)
    return layers, text, units


def values(cell: str) -> list[tuple[str | None, str]]:
    """The stacked values of a cell, each with its disambiguation, empty for none; None for null."""
    if cell == "_":
        return []
    found: list[tuple[str | None, str]] = []
    for part in re.split(r"(?<!\\)\|", cell):
        match = re.fullmatch(r"(.*)(?<!\\)\[([\d_]+)\]", part, re.DOTALL)
        value, mark = (match[1], match[2]) if match else (part, "")
        found.append((None if value == "*" else unescape(value), mark))
    return found


def escape(value: str) -> str:
    """A feature's value as a cell holds it."""
    value = re.sub(r"->|[\\\[\]|_;*]", r"\\\g<0>", value)
    return value.replace("\t", "\\t").replace("\n", "\\n")


def unescape(value: str) -> str:
    """A cell's value as the feature has it."""
    plain = {"t": "\t", "n": "\n"}
    return re.sub(r"\\(->|.)", lambda m: plain.get(m[1], m[1]), value, flags=re.DOTALL)


def text_lines(text: str) -> list[str]:
    """The `#Text=` lines of a sentence."""
    return [f"#Text={_TEXT.sub(_escaped, line)}" for line in text.split("\n")]


# Control characters, written as a backslash and a letter, or the character itself.
_TEXT = re.compile("[\x00-\x08\x09\x0c\x0d\x0e-\x1f\\\\]")
_LETTERS = {"\t": "t", "\f": "f", "\r": "r", "\b": "b"}


def _escaped(match: re.Match[str]) -> str:
    return "\\" + _LETTERS.get(match[0], match[0])


def _unescaped_text(text: str) -> str:
    plain = {letter: sign for sign, letter in _LETTERS.items()} | {"n": "\n"}
    return re.sub(r"\\(.)", lambda m: plain.get(m[1], m[1]), text, flags=re.DOTALL)


def _declare(layers: list[Layer], kind: str, name: str, features: str, width: int) -> int:
    """Add a layer whose first column is `width`; the column behind its last."""
    layer = Layer(name=name, kind=kind)
    layers.append(layer)
    slot = False
    for feature in features.split("|"):
        if feature.startswith("BT_") and kind == "RL":
            layer.base, layer.reference = feature.removeprefix("BT_"), width
        elif slot or feature.startswith("ROLE_") or kind == "CH":
            layer.skipped.append(feature)
            slot = feature.startswith("ROLE_")  # the column behind a role is its target
        else:
            layer.columns[feature] = width
        width += 1
    return width


def _body(lines: list[str], width: int) -> tuple[str, list[Unit]]:
    text = ""
    length = 0  # of `text`, in UTF-16 units
    sentence: list[str] = []
    units: list[Unit] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            if line.startswith("#Text="):
                sentence.append(_unescaped_text(line.removeprefix("#Text=")) + "\n")
            continue
        if not line:
            continue
        unit = _unit(line, number, width)
        if sentence:
            if length == unit.start + 1 and text.endswith("\n"):
                text, length = text[:-1], length - 1
            if length > unit.start:
                raise TsvError(number, f"the sentence begins at {unit.start}, within the last one")
            text += " " * (unit.start - length) + "".join(sentence)
            length = unit.start + _length("".join(sentence))
            sentence = []
        units.append(unit)
    text += "".join(sentence)
    return text.removesuffix("\n"), units


def _unit(line: str, number: int, width: int) -> Unit:
    cells = line.split("\t")
    place = re.fullmatch(r"(\d+)-(\d+)", cells[1]) if len(cells) > 1 else None
    if place is None or len(cells) < width + 3:
        raise TsvError(
            number, f"a row of {len(cells)} cells, {width + 3} with offsets are expected"
        )
    return Unit(cells[0], int(place[1]), int(place[2]), number, cells[3 : width + 3])


def _length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
