"""Mentions as sequences of tags, scored by seqeval as others publish. Knows documents, no model."""

from collections.abc import Sequence

from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from annotations.document import Document
from annotations.schema import Schema
from training.metrics import tag_sequences


def seqeval_scores(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, float]:
    """Strict IOB2 scores, micro and macro: `micro_precision` … `macro_f1`.

    Tags cannot bear a mention that shares a word with another: the strict table counts those too.
    All are 0 where neither side has a mention.
    """
    left, right = tag_sequences(gold, schema), tag_sequences(given, schema)
    report: dict[str, float] = {}
    if not any(tag != "O" for row in (*left, *right) for tag in row):  # a mean over no type is NaN
        names = ("precision", "recall", "f1")
        return {f"{average}_{name}": 0.0 for average in ("micro", "macro") for name in names}
    for average in ("micro", "macro"):
        precision, recall, f1, _ = precision_recall_fscore_support(
            left, right, average=average, mode="strict", scheme=IOB2, zero_division=0
        )
        report |= {
            f"{average}_precision": float(precision),
            f"{average}_recall": float(recall),
            f"{average}_f1": float(f1),
        }
    return report
