"""English: sending a question to the moderators."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SENDING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "form.send.title": "Send a question to the moderators",
        "form.send.note": (
            "Your question was not kept, so please type it again, without anything that could identify a patient or a colleague. "
            "You will see exactly what would be kept before anything is sent."
        ),
        "form.send.label": "Your question",
        "button.send": "Send this",
        "button.change_text": "Change it",
        "button.leave_it": "Leave it",
        "send.heading": "Send this to the moderators?",
        "send.changed": "What would be masked has changed since you were shown it. Nothing was sent. Please look again.",
        "send.exactly": "Exactly this would be kept, and nothing else:",
        "send.check": (
            "Numbers, addresses and names that were recognised are masked. If anybody could still be recognised, change it or leave it."
        ),
        "send.terms": (
            "Not who you are: nobody can see who sent it, so nobody can answer you or take it back for you. The moderators of this "
            "server read it, to make the answers better. It is erased after {days} days at the latest."
        ),
        "send.held_heading": "Nothing was kept",
        "send.held": (
            "Something in it could point to a real person, so it was not prepared for the moderators. "
            "Put it in general words, as one would ask it about anybody."
        ),
        "send.held_kinds": "Noticed: {kinds}.",
        "send.long_heading": "Please shorten it",
        "send.long": (
            "Masked, it has {length} characters, and at most {most} can be sent. Nothing was sent, and nothing is kept. Change it here:"
        ),
        "send.sent_heading": "Sent",
        "send.sent": (
            "The moderators will find it among their questions, without your name. It is erased after {days} days at the latest. "
            "Nobody can answer you on it, so ask again in a while, or ask colleagues meanwhile."
        ),
        "send.left": "Nothing was sent, and nothing was kept.",
        "send.too_often": "You have sent several questions. You can send another in {minutes} minutes.",
    }
)
