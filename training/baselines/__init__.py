"""Plain peers to measure against: a CRF, the nearest lawful pair, spaCy, Hugging Face."""
