"""Text to records. Knows nothing of training and loads no torch by itself."""
