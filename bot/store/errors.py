"""What can go wrong with the store, as sentences for a person: no SQL, no values, no addresses."""

from __future__ import annotations

from bot.errors import LoungeError

TRY_LATER = (
    "The lounge's database cannot be reached just now, so this could not be done. Please try again in a few minutes."
)
NEWER = "The lounge's database was written by a newer version of the lounge. Update the program, or point LOUNGE_DATABASE_URL elsewhere."
TAKEN = (
    "This does not fit what the lounge's database holds by now, so it was not saved. Please look again and repeat it."
)


class StoreUnavailable(LoungeError):
    """The database is away, full, locked or damaged. What was going on was not acknowledged and may be repeated."""

    def __init__(self, sentence: str = TRY_LATER) -> None:
        super().__init__(sentence)


class StoreConflict(LoungeError):
    """A constraint of the database refused a row: somebody else was first, or the row breaks a rule."""

    def __init__(self, sentence: str = TAKEN) -> None:
        super().__init__(sentence)


class DatabaseUrlInvalid(LoungeError):
    """LOUNGE_DATABASE_URL cannot be used; a matter of configuration, not of the moment."""


class SecretInvalid(LoungeError):
    """LOUNGE_SECRET, or the file that stands in for it, cannot be used; a matter of configuration."""
