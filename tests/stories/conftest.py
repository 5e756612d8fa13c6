"""What the stories need besides people and the program."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from knowledge import Decision, Entry, Knowledge, Language, Thresholds
from tests.driver import App


@pytest.fixture
def vague(app: App) -> Callable[..., tuple[str, Entry]]:
    """Find a sentence that is not clear to the bot, and the entry that it offers first."""

    def find(language: Language = "zh") -> tuple[str, Entry]:
        settings, careful = app.settings, Thresholds(answer=0.95, offer=0.05)
        knowledge = app.shelf.knowledge = Knowledge.load(settings.pack_folder, settings.cache_folder, careful)
        for entry in knowledge.pack.entries:
            for phrasing in getattr(entry.phrasings, language):
                for start in range(len(phrasing)):
                    for end in range(len(phrasing), start + 1, -1):
                        meant = knowledge.understand(phrasing[start:end], now=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
                        if meant.decision is Decision.DID_YOU_MEAN and meant.language == language:
                            return phrasing[start:end], meant.suggestions[0]
        raise AssertionError("the bot is sure of everything")

    return find


@pytest.fixture
def near(app: App) -> Callable[[], tuple[str, Entry]]:
    """Find a sentence that is refused though something is near to it, and the entry that is offered first."""

    def find() -> tuple[str, Entry]:
        settings, strict = app.settings, Thresholds(answer=0.99, offer=0.98)
        knowledge = app.shelf.knowledge = Knowledge.load(settings.pack_folder, settings.cache_folder, strict)
        for entry in knowledge.pack.entries:
            for phrasing in entry.phrasings.zh:
                for end in range(len(phrasing), 1, -1):
                    sentence = f"{phrasing[:end]}宇宙银河"
                    meant = knowledge.understand(sentence, now=datetime(2026, 11, 24, 9, tzinfo=UTC))
                    if meant.decision is Decision.REFUSE and meant.suggestions and meant.language == "zh":
                        return sentence, meant.suggestions[0]
        raise AssertionError("nothing is near to what is refused")

    return find
