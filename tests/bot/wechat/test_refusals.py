"""What a sender learns when WeChat refuses."""

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot.channels.wechat import Wechat
from bot.keyring import vault_for
from bot.people import People
from db.wechat import waiting
from tests.bot.wechat.conftest import NOON, people


@pytest.fixture
async def account(configured, database):
    """The channel, and nothing else of the program."""

    async def nobody(_):
        return

    settings = configured()
    account = Wechat(settings, database, People(database), vault_for(settings), nobody)
    yield account
    await account.close()


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        (45009, TelegramRetryAfter),  # the lane waits until the next day
        (45066, TelegramRetryAfter),
        (48001, TelegramUnauthorizedError),  # the lane stops until somebody has mended it
        (61004, TelegramUnauthorizedError),
        (45002, TelegramBadRequest),
        (45015, TelegramBadRequest),
        (43004, TelegramForbiddenError),
    ],
)
async def test_what_a_sender_learns_of_a_refusal(account, database, wechat_api, code, raised):
    [one] = await people(database, wechat_api, 1)
    wechat_api.fail_next("custom/send", code)
    with pytest.raises(raised) as refusal:
        await account.bot.send_message(one, "明天有一场活动")
    if code == 45009:
        assert 60 <= refusal.value.retry_after <= 86_460
    # What the sender tries again is not kept besides.
    assert bool(await database.reading(waiting, identity_id=one, now=NOON)) == (code == 45015)


async def test_what_has_arrived_in_part_is_not_said_again_and_the_rest_waits(account, database, wechat_api):
    [one] = await people(database, wechat_api, 1)
    wechat_api.fail_next("custom/send", 0, 45009)  # taken, then refused
    await account.bot.send_message(one, "这一句话很长，讲的是人才公寓。" * 60)
    assert await database.reading(waiting, identity_id=one, now=NOON)
