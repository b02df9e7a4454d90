"""From scores to lawful mentions. Knows tags and numbers, no text and no network."""

import numpy as np
from numpy.typing import NDArray

from annotations.bio import Labelled, from_tags


def best_tags(
    scores: NDArray[np.float32], signs: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """The likeliest lawful tag sequence (Viterbi), shape [words], of log scores [words, tags].

    Lawful in IOB2: `I-X` only after `B-X` or `I-X`. `signs` [words]: words that are punctuation,
    which neither open nor close a mention (the guide leaves quotation marks at an edge outside):
    after a sign inside a mention the mention must go on. Transitions carry no score of their own,
    so the best way into any tag but `I-X` is from the best tag before: two candidates a step, not
    a full table.
    """
    count, tags = scores.shape
    if not count:
        return np.zeros(0, np.int64)
    inner = np.arange(2, tags, 2)  # I tags; their B stands one before
    signs = np.zeros(count, bool) if signs is None else signs
    scores = scores.astype(np.float64)
    scores[np.ix_(signs, inner - 1)] = -np.inf
    total = scores[0].copy()
    total[inner] = -np.inf
    back = np.zeros((count, tags), dtype=np.int64)
    for word in range(1, count):
        ended = total.copy()
        if signs[word - 1]:
            ended[inner] = -np.inf
        best = int(ended.argmax())
        step = np.full(tags, ended[best])
        source = np.full(tags, best)
        opened = total[inner - 1] >= total[inner]
        source[inner] = np.where(opened, inner - 1, inner)
        step[inner] = np.where(opened, total[inner - 1], total[inner])
        back[word] = source
        total = step + scores[word]
    path = np.zeros(count, dtype=np.int64)
    if signs[-1]:
        total[inner] = -np.inf
    path[-1] = int(total.argmax())
    for word in range(count - 1, 0, -1):
        path[word - 1] = back[word, path[word]]
    return path


def decode_mentions(
    scores: NDArray[np.float32], signs: NDArray[np.bool_] | None = None
) -> tuple[list[Labelled], NDArray[np.float64]]:
    """Mentions of log-probabilities [words, tags], and the confidence of each.

    A mention's confidence is the smallest probability of its words' tags and of the word after it
    not continuing it: a mention is as sure as its least sure border.
    """
    mentions = from_tags(best_tags(scores, signs).tolist())
    probability = np.exp(scores.astype(np.float64))
    sure = np.ones(len(mentions))
    for k, mention in enumerate(mentions):
        opening, inside = 2 * mention.type + 1, 2 * mention.type + 2
        values = [probability[mention.first, opening]]
        values += [probability[word, inside] for word in range(mention.first + 1, mention.last + 1)]
        if mention.last + 1 < len(scores):
            values.append(1.0 - probability[mention.last + 1, inside])
        sure[k] = min(values)
    return mentions, sure
