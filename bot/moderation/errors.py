"""What can keep a moderator from doing something, as sentences; the data travels with the error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LoungeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.checking import FieldFault
    from bot.screening.model import Kind


class EditInvalid(LoungeError):
    """An edit breaks the rules of the knowledge; ``faults`` name each field."""

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("This cannot be published yet:\n" + "\n".join(f"- {fault}" for fault in self.faults[:10]))


class TextScreened(LoungeError):
    """The screen stopped a text, so it was not kept. ``kinds`` and ``fields`` say what and where; no text."""

    def __init__(self, kinds: Sequence[Kind], fields: Sequence[str] = ()) -> None:
        self.kinds = tuple(kinds)
        self.fields = tuple(fields)
        where = f" ({', '.join(self.fields)})" if self.fields else ""
        super().__init__(
            f"This looks like details of a real person{where}, so nothing was kept. Write it so that nobody could be recognised."
        )


class UnknownEntry(LoungeError):
    """There is no such entry in this server's knowledge."""

    def __init__(self) -> None:
        super().__init__("There is no such entry in this server's knowledge.")
