"""What a marked report is. Knows no model and no command line: msgspec and the standard library only."""
