"""What a moderator can do to an entry, as it is kept with every revision."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What a moderator did to an entry.

    ``ship`` goes back to the shipped text; ``keep`` holds on to the server's own text after a release changed the shipped one.
    """

    PUBLISH = "publish"
    RETIRE = "retire"
    RESTORE = "restore"
    SHIP = "ship"
    KEEP = "keep"
    IMPORT = "import"
