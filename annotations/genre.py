"""Habits of conflict reports that show in the bare text: datelines, lists, quotes, months, slips.

Knows spelling alone: no mention, no schema, no corpus.
"""

import re
from collections import Counter
from collections.abc import Iterable

# Clitics that may stand before a month or a name.
_BEFORE = r"(?<!\w)[وفبلك]{0,2}"
_LEVANTINE = (
    "كانون|شباط|آذار|أذار|اذار|نيسان|أيار|ايار|حزيران|تموز|آب|أيلول|ايلول|تشرين"
)  # fmt: skip
_ARABISED = (
    "يناير|فبراير|مارس|أبريل|ابريل|إبريل|مايو|يونيو|يونيه|يوليو|يوليه|أغسطس|اغسطس|سبتمبر|أكتوبر"
    "|اكتوبر|نوفمبر|ديسمبر"
)

_SHAPES = {
    "datelines (محافظة X:)": re.compile(r"(?m)^[ \t]*محافظ(?:ة|تا|تي|ات) [^\n:]{2,50}:"),
    "list lines with a dash": re.compile(r"(?m)^[ \t]*[-–—•*][ \t]*\S"),
    "lead-ins of a breakdown (هم:)": re.compile(
        r"(?<!\w)[وف]?(?:هم|هما|هي|وهن|توزعوا|موزعين|موزعة)[^\n:.،]{0,40}:"
    ),
    "risen tolls (يرتفع إلى)": re.compile(
        r"(?<!\w)[وفل]{0,2}(?:[يت]رتفع|ارتفعت?|ارتفاع)(?!\w)[^\n.]{0,60}"
        r"(?<!\w)[وبل]?(?:ال)?(?:إلى|الى|عدد|تعداد|حصيلة)(?!\w)"
    ),
    "paragraphs that look back (وكان … قد)": re.compile(r"(?m)^[ \t]*و?كانت?[ \t]"),
    "quoted names and words": re.compile(r"[“«\"](?:[^”»\"\n ]+ ?){1,4}[”»\"]"),
    "quoted speech of five words and more": re.compile(
        r"[“«\"](?:[^”»\"\n ]+ +){4,}[^”»\"\n]*[”»\"]"
    ),
    "others (آخرون، آخرين)": re.compile(r"(?<!\w)[وفبل]?(?:ال)?[آا]خر(?:ون|ين|ان)(?!\w)"),
    "Levantine months": re.compile(rf"{_BEFORE}(?:{_LEVANTINE})(?!\w)"),
    "Arabised months": re.compile(rf"{_BEFORE}(?:{_ARABISED})(?!\w)"),
    "both names of one month": re.compile(
        rf"(?:{_LEVANTINE})(?: \w+)?\s*[/\\(]\s*(?:{_ARABISED})(?!\w)"
    ),
    "areas of control (مناطق سيطرة، نفوذ، انتشار)": re.compile(
        r"(?<!\w)[وفبل]{0,2}(?:ال)?(?:مناطق|منطقة) (?:ال)?(?:سيطر|نفوذ|انتشار)"
    ),
}

_LETTER = "[\u0621-\u063a\u0641-\u064a]"
_SLIPS = {
    "words broken or drawn out with tatweel": re.compile(
        rf"{_LETTER}\u0640+[ .\u00a0]*\u0640*{_LETTER}"
    ),
    "digits glued to a word": re.compile(rf"\d{_LETTER}|{_LETTER}{{2}}\d"),
    "digits after a clitic (و9)": re.compile(r"(?<!\w)[وفبل]\d+(?!\w)"),
}

SHAPES = tuple(_SHAPES)
SLIPS = tuple(_SLIPS)


def shapes(text: str) -> dict[str, int]:
    """How often each habit of `SHAPES` stands in a text."""
    return {name: len(pattern.findall(text)) for name, pattern in _SHAPES.items()}


def slips(words: Iterable[str]) -> Counter[str]:
    """How many words bear each habit of `SLIPS`."""
    found: Counter[str] = Counter()
    for word in words:
        found.update(name for name, pattern in _SLIPS.items() if pattern.search(word))
    return found


def is_nationality(surface: str) -> bool:
    """Whether a name is one adjective in -ي or -ية (`تركي`, `الروسية`, `أمريكيتين`)."""
    return _NISBA.fullmatch(surface) is not None


_NISBA = re.compile(r"\S{2,}ي(?:ة|ين|ان|ات|تين|تان)?")
