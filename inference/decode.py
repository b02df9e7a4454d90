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
    opening, inner = slice(1, tags, 2), slice(2, tags, 2)  # B tags, and the I tag of each
    signs = np.zeros(count, bool) if signs is None else signs
    # Best score of a path to each word's tags: what is already known of the word, summed up.
    total = scores.astype(np.float64)
    total[signs, opening] = -np.inf
    total[0, inner] = -np.inf
    for word in range(1, count):
        before, here = total[word - 1], total[word]
        went_on = np.maximum(before[opening], before[inner])
        ended = before
        if signs[word - 1]:
            ended = before.copy()
            ended[inner] = -np.inf
        best = ended.max()
        here[0] += best
        here[opening] += best
        here[inner] += went_on
    path = np.zeros(count, dtype=np.int64)
    after = 0
    for word in range(count - 1, -1, -1):
        here = total[word]
        if after and after % 2 == 0:
            after = after - 1 if here[after - 1] >= here[after] else after
        else:
            if signs[word]:
                here[inner] = -np.inf
            after = int(here.argmax())
        path[word] = after
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
