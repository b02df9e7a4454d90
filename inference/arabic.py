"""One table of letters, marks and digits. Knows Unicode, nothing of models, names or files.

Two strengths: what is *the same* letter in another code point (presentation forms, Persian keyboard
letters, digits, vowel marks, tatweel) is folded for the tokenizer and for look-up; what only writes
*alike* (hamza carriers, alef maqsura, ta marbuta) is folded for look-up keys alone, because
encoders were pretrained with the difference.
"""

import re
import unicodedata

from inference.kept import kept

# Code points that are one letter to a reader of Arabic: keyboards of Persian, Urdu and Kurdish.
SAME = {
    "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ے": "ي",
    "ٱ": "ا", "‐": "-", "‑": "-",
}  # fmt: skip
DIGITS = {chr(start + n): str(n) for start in (0x0660, 0x06F0) for n in range(10)}
# Vowel and Quranic signs, and tatweel: they carry no letter.
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
TATWEEL = "\u0640"
# Direction marks, joiners, soft hyphens and byte-order marks: a reader does not see them.
HIDDEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Letters that writers exchange freely.
ALIKE = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ڤ": "ف", "پ": "ب",
    "گ": "ك", "چ": "ج", "ژ": "ز",
}  # fmt: skip
# A word broken to slip past filters: tatweel, then blanks or a dot, then the rest (استشـ ـهاد).
# The breach goes only where tatweel stands on at least one side of it.
BROKEN = rf"{TATWEEL}+[ .\u00a0]{{0,3}}(?=[\u0621-\u064a])|(?<=[\u0621-\u064a]) {TATWEEL}+"


@kept(20_000)
def fold(text: str) -> str:
    """A key for look-up: letters only in their plainest form, single blanks, no marks or quotes.

    Not for display and without offsets: the text itself is never rewritten.
    """
    text = mended(unicodedata.normalize("NFKC", text))
    text = _UNSEEN.sub("", text).translate(_FOLDING)
    return " ".join(_SIGN.sub(" ", text).split()).lower()


def mended(text: str) -> str:
    """The text with the words that were broken to slip past filters joined again."""
    return _BROKEN.sub("", text) if TATWEEL in text else text


@kept(10_000)
def bare_forms(word: str) -> tuple[str, ...]:
    """Readings of a folded word without its clitics (و ف ب ل ك, للـ), likeliest first.

    The word itself is the first; the article is kept (`بالمدفعية` -> `المدفعية`). Which reading is
    right is for the caller's table to say: `وادي` begins with no conjunction.
    """
    forms = [word]
    for form in forms:
        for clitic in ("و", "ف", "ب", "ل", "ك"):
            rest = form[1:]
            if form.startswith(clitic) and len(rest) >= 2 and rest not in forms:
                forms.append(rest)
        if form.startswith("لل") and len(form) > 3 and "ال" + form[2:] not in forms:
            forms.append("ال" + form[2:])
    return tuple(forms)


def barest_form(word: str) -> str:
    """The shortest reading of a folded word without clitics and article that leaves three letters.

    For comparing only: it may well take a letter of the word itself.
    """
    forms = [form.removeprefix("ال") for form in bare_forms(word)]
    return min((form for form in forms if len(form) >= 3), key=len, default=word)


def digits_to_int(text: str) -> int | None:
    """The whole number a run of digits of either kind writes, else None."""
    plain = text.translate(_DIGITS)
    return int(plain) if plain.isascii() and plain.isdigit() else None


_BROKEN = re.compile(BROKEN)
_UNSEEN = re.compile(f"[{MARKS}{TATWEEL}{HIDDEN}]")
_SIGN = re.compile(r"[^\w\s]|_")
_DIGITS = str.maketrans(DIGITS)
_FOLDING = str.maketrans({**SAME, **DIGITS, **ALIKE})
