"""What the stories need besides people and the program."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from knowledge import Decision, Entry, Language
from tests.driver import App


@pytest.fixture
def vague(app: App) -> Callable[..., tuple[str, Entry]]:
    """Find a sentence that is not clear to the bot, and the entry that it offers first."""

    def find(language: Language = "zh") -> tuple[str, Entry]:
        knowledge = app.shelf.knowledge
        for entry in knowledge.pack.entries:
            for phrasing in getattr(entry.phrasings, language):
                for start in range(len(phrasing)):
                    for end in range(len(phrasing), start + 1, -1):
                        meant = knowledge.understand(phrasing[start:end], now=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
                        if meant.decision is Decision.DID_YOU_MEAN and meant.language == language:
                            return phrasing[start:end], meant.suggestions[0]
        raise AssertionError("the bot is sure of everything")

    return find
