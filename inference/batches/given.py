"""What a program gives to be read, checked item by item. Knows no files and no model."""

from inference.batches.items import Fault, Report, report


class Given(Report, frozen=True):
    """A report as a program gave it; `fault`: why it cannot be read, and the mend."""

    fault: str | None = None


def given(number: int, item: object) -> Given:
    """An item of `Extractor.extract_many`: a text, whose id is its number, or a triple."""
    if isinstance(item, str):
        return triple(str(number), item, None)
    if isinstance(item, tuple) and len(item) == 3:
        name, text, meta = item
        return triple(str(number) if name in (None, "") else name, text, meta)
    what = f"a tuple of {len(item)}" if isinstance(item, tuple) else f"a {type(item).__name__}"
    return _no_text(str(number), {}, what)


def triple(name: object, text: object, meta: object) -> Given:
    """An id, a text, and a dict of `published` and the like or None.

    Ids and values may be of any type and are kept as text, as those of a file's row are.
    """
    if meta is not None and not isinstance(meta, dict):
        what = f"meta is a {type(meta).__name__}; give a dict, such as {{'published': …}}, or None"
        return Given(str(name), text if isinstance(text, str) else "", {}, "", what)
    told = {str(k): str(v) for k, v in (meta or {}).items() if v is not None}
    if not isinstance(text, str):
        return _no_text(str(name), told, f"a {type(text).__name__}")
    one = report(str(name), text, told, "")
    fault = f"{one.what}; {one.mend}" if isinstance(one, Fault) else None
    return Given(str(name), text, told, "", fault)


def _no_text(name: str, meta: dict[str, str], what: str) -> Given:
    mend = "give each report as a str or as (id, text, meta)"
    return Given(name, "", meta, "", f"{what}, not a text; {mend}")
