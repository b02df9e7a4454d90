"""Measures of extraction beside the strict ones of `metrics`; a file a measure, no model."""
