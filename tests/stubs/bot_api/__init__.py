"""A Telegram Bot API server on this machine, which checks every call against the published description of the API.

In a test: ``async with BotApi(rules=Rules(spec_path())) as telegram``, then ``telegram.person()`` and what that person
says, taps and sees; at the end ``telegram.violations`` is empty. As a process: ``python -m tests.stubs.bot_api``.
"""

from tests.stubs.bot_api.person import Person, Seen
from tests.stubs.bot_api.rules import Rules, spec_path
from tests.stubs.bot_api.server import BotApi

__all__ = ["BotApi", "Person", "Rules", "Seen", "spec_path"]
