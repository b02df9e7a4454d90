"""Mentions by transformers' own token classification, as its documentation shows it.

Training: `AutoModelForTokenClassification`, pre-split words, labels on the first piece of a word
(huggingface.co/docs/transformers/tasks/token_classification). Reading: the `token-classification`
pipeline with `aggregation_strategy="first"`, with `stride` so that no long paragraph is cut. What
the pipeline makes of words is left as it is: it is a peer, not our reader. On raw text it cannot
tell a sign from the word before it where the tokenizer is no WordPiece (its own warning: "fallback
heuristic"); so it can be given words as well. Knows paragraphs and tags; torch and transformers are
loaded by the functions alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotations.bio import tag_names
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import paragraphs
from training.data import DataError
from training.lines import Line, lines, with_mentions


class HfSettings(Struct, frozen=True):
    """What the documentation's `TrainingArguments` name; more epochs than its two, because reports

    are fewer than its tweets. `batch` is in paragraphs; `rate` falls linearly to nothing.
    """

    epochs: float = 10
    batch: int = 16
    rate: float = 5e-5
    decay: float = 0.01
    seed: int = 1


def train_hf(
    documents: Sequence[Document],
    schema: Schema,
    encoder: Path,
    folder: Path,
    *,
    settings: HfSettings | None = None,
) -> None:
    """Fine-tune the model in `encoder` and save model and tokenizer in `folder`.

    A paragraph longer than the encoder's window is cut in training, as documented. Raises
    `DataError` when `encoder` holds no model with a fast tokenizer or no word is to learn,
    `OSError` when its weights are missing.
    """
    from transformers import (
        AutoModelForTokenClassification,
        DataCollatorForTokenClassification,
        PrinterCallback,
        Trainer,
        TrainingArguments,
        set_seed,
    )

    settings = settings or HfSettings()
    names = tag_names(schema.types)
    tokenizer, positions = _tokenizer(encoder)
    tokenizer.model_max_length = min(tokenizer.model_max_length, positions)
    rows = [_encoded(line, tokenizer, names) for d in documents for line in lines(d, schema)]
    if not rows:
        raise DataError("token classification learns from words: no document holds any")
    set_seed(settings.seed)
    model = AutoModelForTokenClassification.from_pretrained(
        str(encoder),
        id2label=dict(enumerate(names)),
        label2id={name: number for number, name in enumerate(names)},
        local_files_only=True,
    )
    trainer = Trainer(
        model=model,
        args=TrainingArguments(
            output_dir=str(folder),
            num_train_epochs=settings.epochs,
            per_device_train_batch_size=settings.batch,
            learning_rate=settings.rate,
            weight_decay=settings.decay,
            seed=settings.seed,
            save_strategy="no",
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            dataloader_pin_memory=False,
        ),
        train_dataset=rows,
        data_collator=DataCollatorForTokenClassification(tokenizer=tokenizer),
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    trainer.save_model(str(folder))


class HfTagger:
    """The pipeline over a folder that `train_hf` wrote."""

    def __init__(
        self, folder: Path, schema: Schema, *, stride: int = 32, given_words: bool = False
    ) -> None:
        """Open it on the GPU where there is one; `stride` is in pieces, halved for short windows.

        `given_words`: the pipeline gets our words (`is_split_into_words`), not the raw text. Raises
        `DataError` when the folder holds no such model.
        """
        from transformers import pipeline

        self._schema = schema
        self._given_words = given_words
        tokenizer, positions = _tokenizer(folder)
        tokenizer.model_max_length = min(tokenizer.model_max_length, positions)
        self._pipeline: Any = pipeline(
            "token-classification",
            model=str(folder),
            tokenizer=tokenizer,
            aggregation_strategy="first",
            stride=min(stride, tokenizer.model_max_length // 2),
        )

    def read(self, document: Document) -> Document:
        """The document with the pipeline's mentions in place of its own, and no relations."""
        if self._given_words:
            found = [one for line in lines(document, self._schema) for one in self._of_words(line)]
            return with_mentions(document, found)
        found = []
        for paragraph in paragraphs(document.text):
            at = paragraph.start
            for item in self._pipeline(document.text[at : paragraph.end]):
                if item["end"] > item["start"]:
                    found.append((at + item["start"], at + item["end"], item["entity_group"]))
        return with_mentions(document, found)

    def _of_words(self, line: Line) -> list[tuple[int, int, str]]:
        """Mentions of a line whose words are given; offsets in its words joined by blanks."""
        (items,) = self._pipeline([line.words], is_split_into_words=True)
        begins = [0, *accumulate(len(word) + 1 for word in line.words)]
        found = []
        for item in items:
            first = bisect_right(begins, item["start"]) - 1
            last = bisect_left(begins, item["end"]) - 1
            if first <= last:
                kind = item["entity_group"]
                found.append((line.spans[first].start, line.spans[last].end, kind))
        return found


def _tokenizer(folder: Path) -> tuple[Any, int]:
    """The fast tokenizer of a folder and the pieces that its model reads at once."""
    from transformers import AutoConfig, AutoTokenizer

    try:
        config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{folder}: no model that transformers can open ({str(error).splitlines()[0]}); give a "
            "folder with config.json, weights and tokenizer"
        ) from error
    if not tokenizer.is_fast:
        raise DataError(f"{folder}: its tokenizer tells no offsets; add a tokenizer.json")
    # RoBERTa and its like count positions from 2.
    spare = 2 if config.model_type in ("roberta", "xlm-roberta", "camembert") else 0
    return tokenizer, int(getattr(config, "max_position_embeddings", 512)) - spare


def _encoded(line: Line, tokenizer: Any, names: list[str]) -> dict[str, list[int]]:
    """Pieces of a line with the tag of each word on its first piece, -100 (no loss) elsewhere."""
    pieces = tokenizer(line.words, is_split_into_words=True, truncation=True)
    labels = []
    before = None
    for word in pieces.word_ids():
        fresh = word is not None and word != before
        labels.append(names.index(line.tags[word]) if fresh else -100)
        before = word
    return {
        "input_ids": pieces["input_ids"],
        "attention_mask": pieces["attention_mask"],
        "labels": labels,
    }
