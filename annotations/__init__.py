"""What a marked report is. Knows no model, no command line: msgspec and the standard library."""
