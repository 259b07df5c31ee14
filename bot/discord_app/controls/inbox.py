"""Controls of the moderators' inbox, the report, export and import."""

from __future__ import annotations
