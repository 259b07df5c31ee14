"""The lounge in a terminal: the same replies as anywhere else, as cards, or as plain lines for screen readers and pipes."""
