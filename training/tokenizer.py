"""Tokenizers that fold Arabic's letters inside themselves. Knows no model and no corpus.

Everything that is folded is folded by `tokenizers.normalizers`, which keep the offsets of the text
as published; the text itself is never rewritten.
"""

import re

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from inference.arabic import BROKEN, DIGITS, HIDDEN, MARKS, SAME, TATWEEL

# Line breaks tell headline, dateline and list items apart, so the encoder reads a sign for them.
LINE = "¶"


def arabic_normalizer(first: normalizers.Normalizer | None = None) -> normalizers.Normalizer:
    """Letters, marks, tatweel, digits and broken words folded; line breaks become a sign.

    `first`: a normaliser of the tokenizer's own that runs after ours (a model's lower-casing, say).
    """
    steps: list[normalizers.Normalizer] = [
        normalizers.Replace(Regex(r"\s*[\r\n\u2028\u2029]\s*"), f" {LINE} "),
        normalizers.NFKC(),
        normalizers.Replace(Regex(BROKEN), ""),
        normalizers.Replace(Regex(f"[{MARKS}{TATWEEL}{HIDDEN}]"), ""),
        *_letters(),
        normalizers.Replace(Regex("[“”„«»]"), '"'),
        normalizers.Replace(Regex("[‘’]"), "'"),
        normalizers.Replace(Regex(r"\s+"), " "),
    ]
    return normalizers.Sequence(steps + ([first] if first else []))


def unigram(pieces: list[tuple[str, float]], *, unknown: int) -> Tokenizer:
    """A SentencePiece unigram tokenizer of XLM-R's kind; words and signs are read apart."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = arabic_normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True),
            pre_tokenizers.Punctuation(behavior="isolated"),
        ]
    )
    return tokenizer


def with_arabic(tokenizer: Tokenizer) -> Tokenizer:
    """A published tokenizer (WordPiece, BPE, …) with our folding before its own."""
    tokenizer.normalizer = arabic_normalizer(tokenizer.normalizer)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _letters() -> list[normalizers.Normalizer]:
    """One step for each letter that several code points write."""
    groups: dict[str, list[str]] = {}
    for variant, plain in {**SAME, **DIGITS}.items():
        groups.setdefault(plain, []).append(variant)
    return [
        normalizers.Replace(Regex(f"[{''.join(map(re.escape, variants))}]"), plain)
        for plain, variants in groups.items()
    ]
