"""Discord's limits, and the lounge's own, in one place.

Numbers are Discord's documented ones (developer documentation, "Component Reference", "Application Commands", "Receiving and
Responding"), except ``MESSAGE_BYTES``, which Discord does not document: the UTF-8 bytes of all texts plus ``DISPLAY_BYTES`` a text
must stay within it, or the message is refused with a server error (discord-api-docs issue 8554).
"""

from __future__ import annotations

MESSAGE_COMPONENTS = 40
MESSAGE_CHARACTERS = 4_000
MESSAGE_BYTES = 10_170
DISPLAY_BYTES = 12
ROW_BUTTONS = 5
CUSTOM_ID = 100
BUTTON_LABEL = 80
SELECT_OPTIONS = 25
SELECT_TEXT = 100
SELECT_PLACEHOLDER = 150
ALT_TEXT = 1_024
MODAL_TITLE = 45
MODAL_COMPONENTS = 5
MODAL_LABEL = 45
MODAL_DESCRIPTION = 100
INPUT_CHARACTERS = 4_000
INPUT_PLACEHOLDER = 100
CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100
THREAD_NAME = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100
COMMAND_CHARACTERS = 8_000
FIRST_RESPONSE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60

# The lounge's own.
MODAL_SECONDS = 900
COMPLETED_CHARACTERS = 300
RELATED_SHOWN = 5
