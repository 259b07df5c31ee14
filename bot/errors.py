"""The root of every error that the lounge raises on purpose."""


class LoungeError(Exception):
    """An expected failure. ``str(error)`` is a sentence for a person; it never holds what a person typed."""
