"""A text read into mentions and relations by any runtime. Knows no files and no records."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from tokenizers import Tokenizer

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import Span
from inference.bundle import Calibration
from inference.decode import decode_mentions
from inference.heads import Heads, log_softmax, pool_words
from inference.pairs import Lawful, segment_pairs
from inference.relate import Link, chance_of, lawful_links, probabilities, proposals
from inference.resolve.counts import read_count, read_group
from inference.result import Result, ScoredMention, ScoredRelation
from inference.runtime import Runtime
from inference.totals import FLOOR, borne_out
from inference.windows import Reading, WindowRule, central, read_text
from inference.word_model import WordModel

Array = NDArray[np.float32]


class Reader(Struct, frozen=True, kw_only=True, dict=True):
    """Everything that reading needs. Safe to call from several threads if the runtime is."""

    schema: Schema
    tokenizer: Tokenizer
    rule: WindowRule
    heads: Heads
    runtime: Runtime
    calibration: Calibration = Calibration()
    word_model: WordModel | None = None

    @cached_property
    def rules(self) -> Lawful:
        """The schema's signatures as tables, made once."""
        return Lawful.of(self.schema)

    def read(self, texts: Sequence[tuple[str, str, dict[str, str]]]) -> list[Result]:
        """Results of (id, text, meta) triples, in order; all windows are encoded together."""
        readings = [read_text(text, self.tokenizer, self.rule) for _, text, _ in texts]
        vectors = self.runtime.encode([w for reading in readings for w in reading.windows])
        results = []
        at = 0
        for (name, _, meta), reading in zip(texts, readings, strict=True):
            count = len(reading.windows)
            words = self.words(reading, vectors[at : at + count])
            at += count
            mentions, sure = self.mentions(reading, words)
            results.append(self._result(name, meta, reading, words, mentions, sure))
        return results

    def words(self, reading: Reading, vectors: Sequence[Array]) -> Array:
        """Word vectors [words, width], each from the window that holds the word most inside."""
        width = self.heads.weights["tag.weight"].shape[1]
        pooled = [
            pool_words(pieces, window.starts, window.ends)
            for pieces, window in zip(vectors, reading.windows, strict=True)
        ]
        if len(pooled) == 1:
            return pooled[0]
        found = np.zeros((len(reading.words), width), np.float32)
        chosen, place = central(reading)
        for number, part in enumerate(pooled):
            mine = chosen == number
            found[mine] = part[place[mine]]
        return found

    def mentions(
        self, reading: Reading, words: Array
    ) -> tuple[list[Labelled], NDArray[np.float64]]:
        """Lawful mentions of word vectors and the probability of each."""
        if not len(words):
            return [], np.zeros(0)
        scores = self.tags(reading, words)
        signs = np.array([_is_sign(reading.text, word) for word in reading.words])
        return decode_mentions(scores, signs)

    def tags(self, reading: Reading, words: Array) -> Array:
        """Log-probabilities [words, tags]: the encoder's and the word model's, weighed.

        A geometric mean: what either holds to be impossible is not given.
        """
        scores = log_softmax(self.heads.tags(words) / np.float32(self.calibration.tags))
        weight = np.float32(self.calibration.words)
        if self.word_model is None or not weight or not len(words):
            return scores
        other = self.word_model.log_chances(reading.text, reading.words)
        return log_softmax((1 - weight) * scores + weight * other)

    def relations(
        self,
        reading: Reading,
        words: Array,
        mentions: list[Labelled],
        sure: NDArray[np.float64],
    ) -> list[Link]:
        """Lawful relations between mentions, by their numbers.

        `sure` [m]: the probability of each mention. A relation is as probable as that it holds
        between its mentions, times that these are right.
        """
        cut = np.array(
            [self.calibration.thresholds.get(name, 0.5) for name in self.schema.relation_types]
        )
        links: list[Link] = []
        rivals: list[Link] = []
        part_of_whole = _number_of(self.schema, "subtotal_of")
        for part, pairs in segment_pairs(reading.text, reading.words, mentions, self.rules):
            if not len(pairs.heads):
                continue
            inside = part.inside(mentions)
            own = words[part.first : part.last]
            scores = self.heads.relations(own, self.heads.mentions(own, inside), pairs)
            chance = probabilities(scores, pairs.lawful, self.calibration.relations)
            ends = sure[part.opening : part.closing]
            chance *= (ends[pairs.heads] * ends[pairs.tails])[:, None]
            links += [link.moved(part.opening) for link in proposals(pairs, chance, cut)]
            if part_of_whole is not None:
                near = chance_of(pairs, chance, part_of_whole, least=FLOOR)
                rivals += [link.moved(part.opening) for link in near]
        types = [m.type for m in mentions]
        kept = lawful_links(links, types, self.schema)
        if not rivals:
            return kept
        known = [link for link in kept if link.type == part_of_whole]
        # What the model sees otherwise is no rival: another relation of the two, a part already.
        joined = {(link.head, link.tail) for link in kept}
        parts = {link.head for link in kept if link.type == _number_of(self.schema, "among")}
        rivals = [r for r in rivals if (r.head, r.tail) not in joined and r.head not in parts]
        numbers = self._numbers(reading, mentions, kept, [*known, *rivals])
        sums = borne_out(known, rivals, numbers, self._things(kept))
        return lawful_links(kept + sums, types, self.schema) if sums else kept

    def _things(self, kept: list[Link]) -> dict[int, int]:
        """The first mention of what each mention is told to be the same as."""
        same = _number_of(self.schema, "same_as")
        things: dict[int, int] = {}
        for link in kept:  # in order of their heads, so that tails are known
            if link.type == same:
                things[link.head] = things.get(link.tail, link.tail)
        return things

    def _numbers(
        self, reading: Reading, mentions: list[Labelled], kept: list[Link], asked: list[Link]
    ) -> dict[int, int]:
        """The one number of each group in `asked` that tells one: by its COUNT, or in itself."""
        count = _number_of(self.schema, "count")
        said = {link.head: link.tail for link in kept if link.type == count}
        told: dict[int, int] = {}
        for group in {end for link in asked for end in (link.head, link.tail)}:
            mention = mentions[said.get(group, group)]
            text = reading.text[
                reading.words[mention.first].start : reading.words[mention.last].end
            ]
            value = read_count(text) or (None if group in said else read_group(text))
            if value and value.max in (value.min, None) and value.hedge in _COUNTED:
                told[group] = value.min
        return told

    def attributes(self, words: Array, mentions: list[Labelled]) -> list[dict[str, str]]:
        """Attribute values that differ from the schema's defaults, a dict a mention."""
        found: list[dict[str, str]] = [{} for _ in mentions]
        if not mentions or not self.schema.attributes:
            return found
        scores = self.heads.attributes(self.heads.mentions(words, mentions))
        at = 0
        for attribute in self.schema.attributes:
            best = scores[:, at : at + len(attribute.values)].argmax(axis=1)
            at += len(attribute.values)
            bearers = self.schema.expand(attribute.on)
            for row, mention in enumerate(mentions):
                if best[row] and self.schema.types[mention.type] in bearers:
                    found[row][attribute.name] = attribute.values[best[row]]
        return found

    def given(self, name: str, text: str, mentions: list[Labelled]) -> Result:
        """A result whose mentions are given (gold, say) and whose relations are the model's."""
        reading = read_text(text, self.tokenizer, self.rule)
        words = self.words(reading, self.runtime.encode(reading.windows))
        return self._result(name, {}, reading, words, mentions, np.ones(len(mentions)))

    def _result(
        self,
        name: str,
        meta: dict[str, str],
        reading: Reading,
        words: Array,
        mentions: list[Labelled],
        sure: NDArray[np.float64],
    ) -> Result:
        links = self.relations(reading, words, mentions, sure)
        attributes = self.attributes(words, mentions)
        names = [f"m{number}" for number in range(1, len(mentions) + 1)]
        return Result(
            id=name,
            text=reading.text,
            meta=meta,
            mentions=[
                ScoredMention(
                    id=names[k],
                    type=self.schema.types[m.type],
                    start=reading.words[m.first].start,
                    end=reading.words[m.last].end,
                    score=float(sure[k]),
                    attributes=attributes[k],
                )
                for k, m in enumerate(mentions)
            ],
            relations=[
                ScoredRelation(
                    head=names[link.head],
                    type=self.schema.relation_types[link.type],
                    tail=names[link.tail],
                    score=link.score,
                )
                for link in links
            ],
        )


# Hedges beside which a number may still be summed: `122 على الأقل` is made up of 122.
_COUNTED = ("exact", "at_least")


def _number_of(schema: Schema, relation: str) -> int | None:
    return schema.relation_types.index(relation) if relation in schema.relation else None


def _is_sign(text: str, word: Span) -> bool:
    """Whether a word is punctuation: one visible character that is no letter and no digit."""
    return word.end - word.start == 1 and not text[word.start].isalnum()
