r"""JSON with halves of surrogate pairs, which msgspec neither reads nor writes. Knows no form.

Such a half (`\ud83d`) is what a string cut in the middle of an emoji ends with. The standard
library writes and reads it, as JSON may, and a text that holds one has its offsets like any other.
"""

import json
from typing import Any, TypeVar

import msgspec

Read = TypeVar("Read")


def decode(data: bytes, form: type[Read]) -> Read:
    """What UTF-8 JSON says. Raises `msgspec.MsgspecError`, `ValueError` or `RecursionError`."""
    try:
        return msgspec.json.decode(data, type=form)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        if b"\\u" not in data:
            raise
        try:
            plain: Any = json.loads(data.decode("utf-8"), parse_constant=_refuse)
        except ValueError:
            plain = None
        if plain is None:
            raise  # msgspec's own words tell the place
        return msgspec.convert(plain, type=form)


def encode(value: Any) -> bytes:
    """UTF-8 JSON; ASCII where it holds such a half."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value)).encode("ascii")


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
