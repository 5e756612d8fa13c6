"""The stub server, and what may be left out where the description of the API is missing."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import left_out
from tests.stubs.bot_api import BotApi, Rules, spec_path
from tests.stubs.callers import Caller, calling


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The rules of the Bot API."""
    if not spec_path().is_file():
        left_out("the description of Telegram's Bot API is not there: ../shared/telegram/bot-api.json")
    return Rules(spec_path())


@pytest.fixture
async def telegram(rules: Rules) -> AsyncIterator[BotApi]:
    """A Bot API server that finds no fault with the calls it gets."""
    async with BotApi(rules=rules) as telegram:
        yield telegram
        assert telegram.violations == []


@pytest.fixture
async def call(telegram: BotApi) -> AsyncIterator[Caller]:
    """Calls made by hand."""
    async with calling(telegram) as call:
        yield call


@pytest.fixture
async def careless(rules: Rules) -> AsyncIterator[Caller]:
    """Calls made by a bot that does things wrong."""
    async with BotApi(rules=rules) as telegram, calling(telegram) as call:
        yield call
