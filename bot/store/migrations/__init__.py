"""How the tables came to be, step by step; run by ``bot.store.migrating``. A step that has been released never changes."""
