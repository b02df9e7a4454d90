"""Calibration finds the temperature that was planted and a threshold on its grid."""

from pathlib import Path

import numpy as np

from annotations.document import Document
from inference.extractor import Extractor
from training.calibrate import best_thresholds, calibrate, softmax, temperature


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
