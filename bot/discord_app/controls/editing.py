"""Controls of editing a server's knowledge."""

from __future__ import annotations
