"""``python -m bot`` is ``jinyue``."""

from bot.cli import main

main()
