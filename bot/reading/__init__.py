"""What a text means for the screen, learned from examples: where words are too many for rules."""
