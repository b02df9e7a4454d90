"""Calibration finds the temperature that was planted and a threshold on its grid."""

from pathlib import Path

import numpy as np
import pytest

from annotations.bio import place_on_words
from annotations.document import Document
from inference.extractor import Extractor
from inference.reader import Reader
from inference.windows import read_text
from training.calibrate import best_outside, best_thresholds, calibrate, softmax, temperature


def test_a_planted_temperature_is_found() -> None:
    chance = np.random.default_rng(0)
    scores = chance.normal(size=(4000, 5)) * 2
    gold = np.array([chance.choice(5, p=row) for row in softmax(scores)])
    assert abs(temperature(scores * 2.0, gold) - 2.0) < 0.2
    assert abs(temperature(scores, gold) - 1.0) < 0.12


def test_a_model_is_calibrated_on_documents(tiny_bundle: Path, report: Document) -> None:
    reader = Extractor.from_pretrained(tiny_bundle, device="cpu").reader
    fitted = calibrate(reader, [report])
    assert fitted.tags > 0
    assert len(fitted.thresholds) == 16
    assert all(0.15 <= least <= 0.7 for least in fitted.thresholds.values())
    # A handful of relations is too few for a threshold of one's own.
    assert len(set(best_thresholds(reader, [report]).values())) == 1


@pytest.mark.parametrize("shift", [1.5, -0.75])
def test_what_no_mention_is_docked_is_found(
    tiny_bundle: Path, report: Document, shift: float
) -> None:
    """A tagger that is right but for too high (too low) a score of "no mention" is set right."""
    reader = Extractor.from_pretrained(tiny_bundle, device="cpu").reader
    reading = read_text(report.text, reader.tokenizer, reader.rule)
    placed, _ = place_on_words(report.mentions, reading.words, reader.schema.types)
    gold = [item for _, item in placed]

    tags = 1 + 2 * len(reader.schema.types)
    scores = np.full((len(reading.words), tags), -20.0, np.float32)
    # Words of mentions lean to their tag by 0.4, words outside to "no mention" by as much.
    scores[:, 0] = 0.4
    scores[:, 1] = 0.0
    for mention in gold:
        for word in range(mention.first, mention.last + 1):
            own = 1 + 2 * mention.type + (word > mention.first)
            scores[word] = -20.0
            scores[word, [0, own]] = 0.0, 0.4

    class Planted(Reader):  # type: ignore[misc]
        def tags(self, *_: object) -> np.ndarray:
            planted = scores.copy()
            planted[:, 0] += np.float32(shift - self.calibration.outside)
            return planted

    planted = Planted(**{name: getattr(reader, name) for name in reader.__struct_fields__})
    found = best_outside(planted, [(reading, scores, gold)])
    assert abs(found - shift) <= 0.25
