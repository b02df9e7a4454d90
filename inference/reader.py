"""A text read into mentions and relations by any runtime. Knows no files and no records."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from tokenizers import Tokenizer

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import Span
from inference.bundle import Calibration
from inference.by_means import typed_by_means
from inference.decode import decode_mentions
from inference.heads import Heads, log_softmax, pool_words
from inference.joining import Proposed, together
from inference.named_areas import named_areas
from inference.pairs import Lawful, segment_pairs
from inference.relate import NEAREST, Link, chance_of, probabilities, proposals
from inference.result import Result, ScoredMention, ScoredRelation
from inference.running_totals import with_running_totals
from inference.runtime import Runtime
from inference.totals import LOWEST
from inference.whole_actors import with_units
from inference.whole_counts import with_hedges
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
        """Results of (id, text, meta) triples, in order."""
        return list(self.each(texts))

    def each(self, texts: Sequence[tuple[str, str, dict[str, str]]]) -> Iterator[Result]:
        """The same one by one: while one is decoded the windows of the next are being encoded."""
        readings = [read_text(text, self.tokenizer, self.rule) for _, text, _ in texts]
        vectors = iter(self.runtime.encode([w for reading in readings for w in reading.windows]))
        for (name, _, meta), reading in zip(texts, readings, strict=True):
            words = self.words(reading, list(islice(vectors, len(reading.windows))))
            mentions, sure = self.mentions(reading, words)
            for rule in (with_hedges, named_areas, with_units):
                mentions, sure = rule(reading.text, reading.words, mentions, sure, self.schema)
            yield self._result(name, meta, reading, words, mentions, sure)

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
        return self.lawful(reading, self.tags(reading, words))

    def lawful(self, reading: Reading, scores: Array) -> tuple[list[Labelled], NDArray[np.float64]]:
        """The same of tag scores, one row a word, of which there is one at least."""
        signs = np.array([_is_sign(reading.text, word) for word in reading.words])
        return decode_mentions(scores, signs)

    def tags(self, reading: Reading, words: Array) -> Array:
        """Log-probabilities [words, tags]: the encoder's and the word model's, weighed.

        A geometric mean: what either holds to be impossible is not given. `outside` then evens out
        a model that misses more mentions than it makes up, or the reverse.
        """
        scores = log_softmax(self.heads.tags(words) / np.float32(self.calibration.tags))
        weight = np.float32(self.calibration.words)
        if self.word_model is not None and weight and len(words):
            other = self.word_model.log_chances(reading.text, reading.words)
            scores = log_softmax((1 - weight) * scores + weight * other)
        if self.calibration.outside:
            scores[:, 0] -= np.float32(self.calibration.outside)
            scores = log_softmax(scores)
        return scores

    def relations(
        self,
        reading: Reading,
        words: Array,
        mentions: list[Labelled],
        sure: NDArray[np.float64],
        vectors: Array,
    ) -> list[Link]:
        """Lawful relations between mentions, by their numbers.

        `sure` [m]: the probability of each mention; `vectors` [m, mention_width]: the heads' own.
        A relation is as probable as that it holds between its mentions, times that these are right.
        """
        cut = np.array(
            [self.calibration.thresholds.get(name, 0.5) for name in self.schema.relation_types]
        )
        found = Proposed([], [], [])
        for part, pairs in segment_pairs(reading.text, reading.words, mentions, self.rules):
            if not len(pairs.heads):
                continue
            own = words[part.first : part.last]
            scores = self.heads.relations(own, vectors[part.opening : part.closing], pairs)
            chance = probabilities(scores, pairs.lawful, self.calibration.relations)
            ends = sure[part.opening : part.closing]
            chance *= (ends[pairs.heads] * ends[pairs.tails])[:, None]
            found.links.extend(k.moved(part.opening) for k in proposals(pairs, chance, cut))
            for name, least, likely in (
                ("subtotal_of", LOWEST, found.parts),
                ("same_as", NEAREST, found.same),
            ):
                if name in self.schema.relation:
                    number = self.schema.relation_types.index(name)
                    near = chance_of(pairs, chance, number, least=least)
                    likely.extend(link.moved(part.opening) for link in near)
        return together(reading, mentions, found, self.schema)

    def attributes(self, vectors: Array, mentions: list[Labelled]) -> list[dict[str, str]]:
        """Attribute values that differ from the schema's defaults, a dict a mention.

        `vectors` [m, mention_width]: the heads' own of the mentions.
        """
        found: list[dict[str, str]] = [{} for _ in mentions]
        if not mentions or not self.schema.attributes:
            return found
        scores = self.heads.attributes(vectors)
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
        words = self.words(reading, list(self.runtime.encode(reading.windows)))
        return self._result(name, {}, reading, words, mentions, np.ones(len(mentions)), given=True)

    def _result(
        self,
        name: str,
        meta: dict[str, str],
        reading: Reading,
        words: Array,
        mentions: list[Labelled],
        sure: NDArray[np.float64],
        *,
        given: bool = False,
    ) -> Result:
        vectors = self.heads.mentions(words, mentions)
        links = self.relations(reading, words, mentions, sure, vectors)
        attributes = self.attributes(vectors, mentions)
        spans = [Span(reading.words[m.first].start, reading.words[m.last].end) for m in mentions]
        surfaces = [reading.text[span.start : span.end] for span in spans]
        types = [self.schema.types[m.type] for m in mentions]
        attributes = with_running_totals(reading.text, spans, types, links, attributes, self.schema)
        if not given:
            mentions = typed_by_means(mentions, surfaces, links, self.schema)
        names = [f"m{number}" for number in range(1, len(mentions) + 1)]
        return Result(
            id=name,
            text=reading.text,
            meta=meta,
            mentions=[
                ScoredMention(
                    id=names[k],
                    type=self.schema.types[m.type],
                    start=spans[k].start,
                    end=spans[k].end,
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


def _is_sign(text: str, word: Span) -> bool:
    """Whether a word is punctuation: one visible character that is no letter and no digit."""
    return word.end - word.start == 1 and not text[word.start].isalnum()
