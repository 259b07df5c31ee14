"""Controls of discussions, sessions, prompts and the settings of the lounge."""

from __future__ import annotations
