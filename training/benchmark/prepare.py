"""Untrained peers written as files, because speed does not depend on what they learnt.

Random weights of a model's true sizes: a BERT-base, our own encoder under a random head, a spaCy
recogniser. Knows transformers' and spaCy's folders; a CRF is not here, since what it learnt decides
how many features it looks up.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.bio import tag_names
from annotations.document import Document, Mention
from annotations.schema import Schema
from annotations.words import words
from training.benchmark.orders import BertSizes, Prepare
from training.benchmark.peers import missing, need_spacy
from training.data import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def prepare(order: Prepare, documents: "Sequence[Document]") -> None:
    """Write the contender of `order`. Raises `DataError` where its libraries are not installed."""
    folder = Path(order.folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        match order.contender:
            case "hf-bert":
                given = order.vocabulary
                pieces = _pieces(Path(given)) if given else made_up(documents, order.bert)
                _bert(folder, pieces, order.bert, order.schema)
            case "hf-compact":
                _compact(folder, Path(order.model), order.schema)
            case "spacy":
                _spacy(folder, order.schema)
            case other:
                raise DataError(f"{other} cannot be prepared: it is given as files")
    except ImportError as error:
        raise missing(error, "torch transformers") from error


def made_up(documents: "Sequence[Document]", sizes: BertSizes) -> list[str]:
    """A vocabulary of a model's size in which each word of the documents is one piece.

    No real one makes fewer pieces, so that the peer's speed errs in the peer's favour. The rest is
    filled up as BERT's own vocabularies are.
    """
    met = Counter(d.text[w.start : w.end] for d in documents for w in words(d.text))
    pieces = [*SPECIAL, *(word for word, _ in met.most_common() if word not in SPECIAL)]
    pieces = pieces[: sizes.vocabulary]
    return pieces + [f"[unused{n}]" for n in range(sizes.vocabulary - len(pieces))]


def _pieces(file: Path) -> list[str]:
    try:
        pieces = file.read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"{file}: no vocabulary can be read ({error}); give a file with a piece a line"
        ) from error
    return pieces + [piece for piece in SPECIAL if piece not in pieces]


def _bert(folder: Path, pieces: list[str], sizes: BertSizes, schema: Schema) -> None:
    import torch
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(pieces) + "\n", "utf-8")
    tokenizer = BertTokenizerFast(
        str(vocabulary), do_lower_case=False, model_max_length=sizes.positions
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=sizes.width,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        **_labels(schema),
    )
    BertForTokenClassification(config).save_pretrained(folder)
    vocabulary.unlink()  # the saved tokenizer has a form of its own
    tokenizer.save_pretrained(folder)


def _compact(folder: Path, bundle: Path, schema: Schema) -> None:
    import torch
    from transformers import AutoModelForTokenClassification

    from training.backbone import load_backbone
    from training.baselines.encoder import write_encoder

    write_encoder(load_backbone(str(bundle)), folder)
    torch.manual_seed(0)
    model: Any = AutoModelForTokenClassification.from_pretrained(
        str(folder), local_files_only=True, **_labels(schema)
    )
    model.save_pretrained(folder)


def _spacy(folder: Path, schema: Schema) -> None:
    need_spacy()
    from training.baselines.spacy_ner import SpacySettings, train_spacy

    # A word of each type tells spaCy the types; no time through it, so nothing is learnt.
    names = [f"كلمة{n}" for n in range(len(schema.types))]
    text = " ".join(names)
    mentions = []
    at = 0
    for name, kind in zip(names, schema.types, strict=True):
        mentions.append(Mention(id=name, type=kind, start=at, end=at + len(name)))
        at += len(name) + 1
    document = Document(id="types", text=text, mentions=mentions)
    train_spacy([document], schema, folder, settings=SpacySettings(epochs=0))


def _labels(schema: Schema) -> dict[str, dict[Any, Any]]:
    names = tag_names(schema.types)
    return {"id2label": dict(enumerate(names)), "label2id": {n: k for k, n in enumerate(names)}}
