"""One module a command of ``lounge``; each has ``run(arguments, settings)``, which returns the exit code."""
