"""An evaluation as one page: figures, plots, and every error shown in its text."""
