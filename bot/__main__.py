"""``python -m bot`` is the command ``lounge``."""

import sys

from bot.cli import main

sys.exit(main())
