"""The words that ask for consent, and their version."""

from datetime import UTC
from types import SimpleNamespace

import pytest

from db import Database, people
from db.consent import newest_consent
from db.profile import own_profile, record_field
from handlers import consent
from handlers.consent import ask_consent, consent_version, has_consented, record_consent
from handlers.desk import Desk
from handlers.privacy import decline
from knowledge import read_pack
from locales import LANGUAGES, say_in
from tests.conftest import SMALL
from tests.handlers.test_is_staff import NOON, VAULT


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


class FakeBot:
    """Remembers what it was to send."""

    def __init__(self):
        self.sent = []

    async def send_message(self, chat_id, text, reply_markup=None):
        self.sent.append((text, reply_markup))


def test_each_purpose_has_words_of_its_own():
    assert consent_version("booking") != consent_version("sensitive")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_who_what_why_how_long_and_rights(language):
    words = say_in(language)("consent-booking", office="OFFICE", phone="PHONE")
    for part in {"zh": ("OFFICE", "PHONE", "手机号", "一年", "撤回同意", "政策问答")}.get(
        language, ("OFFICE", "PHONE", "mobile number", "a year", "withdraw consent", "policy")
    ):
        assert part in words


def test_another_word_is_another_version(monkeypatch):
    before = consent_version("booking")
    monkeypatch.setattr(consent, "say_in", lambda _: lambda name, **_values: f"{name} in other words")
    consent_version.cache_clear()
    try:
        assert consent_version("booking") != before
    finally:
        consent_version.cache_clear()


async def test_a_no_is_kept_and_takes_back_an_earlier_yes(database):
    she = await database.writing(people.recognise, channel="web", external_id="she", language="zh", now=NOON)
    bot, pack = FakeBot(), read_pack(SMALL)
    await ask_consent(bot, 1, "booking", agreed="book:zh:7", pack=pack, language="zh")
    [(text, keys)] = bot.sent
    assert pack.phone in text
    assert [key.callback_data for row in keys.inline_keyboard for key in row] == ["book:zh:7", "decline:zh:booking"]

    await record_consent(database, she, "booking", given=True, now=NOON)
    assert await has_consented(database, she, "booking")
    await database.writing(
        record_field,
        vault=VAULT,
        user_id=she.user_id,
        field="name",
        value="安娜",
        consent_version=consent_version("booking"),
        now=NOON,
    )

    async def nothing():
        pass

    desk = Desk(
        language="zh",
        say=say_in("zh"),
        zone=UTC,
        now=NOON,
        bot=bot,
        chat_id=1,
        person=she,
        state=SimpleNamespace(clear=nothing),
        database=database,
        vault=VAULT,
        forms=None,
        abroad=False,
        knowledge=None,
        update_number=1,
    )
    await decline(None, ["booking"], desk)
    assert not await has_consented(database, she, "booking")
    assert (await database.reading(newest_consent, user_id=she.user_id, purpose="booking")).given is False
    assert await database.reading(own_profile, vault=VAULT, user_id=she.user_id) == {}
    assert "照常" in bot.sent[-1][0]
