"""What the WeChat channel keeps of a person is in their copy, and goes when they go."""

from db import people, wechat
from db.own_data import erase, everything_about
from db.vault import Vault, new_key, read_keys
from db.wechat_quota import close_mass, open_mass
from locales import LANGUAGES, say_in
from tests.db.conftest import NOON

VAULT = Vault(read_keys(new_key()))


async def test_what_waits_and_what_was_counted_goes_with_the_person(database):
    persons = [
        await database.writing(people.recognise, channel="wechat", external_id=account, language="zh", now=NOON)
        for account in ("oOne", "oTwo")
    ]
    for person in persons:
        await database.writing(wechat.keep, identity_id=person.identity_id, texts=["等你来"], now=NOON)
    everybody = [person.identity_id for person in persons]
    name = await database.writing(open_mass, broadcast_id=1, since=NOON, recipients=2, now=NOON)
    await database.writing(close_mass, name=name, state="sent", message_id=7, identities=everybody)

    one, two = persons
    copy = await database.writing(everything_about, vault=VAULT, user_id=one.user_id, now=NOON)
    assert [row["text"] for row in copy["wechat_kept"]] == ["等你来"]
    assert [(row["month"], row["times"]) for row in copy["wechat_mass_reach"]] == [("2026-11", 1)]
    for language in LANGUAGES:
        for table in ("wechat_kept", "wechat_mass_reach"):
            assert all(say_in(language)(f"held-col-{column}") for row in copy[table] for column in row)

    await database.writing(erase, user_id=one.user_id, now=NOON)
    assert not await database.reading(wechat.waiting, identity_id=one.identity_id, now=NOON)
    [left] = await database.reading(wechat.waiting, identity_id=two.identity_id, now=NOON)
    assert left.text == "等你来"


async def test_what_waited_for_too_long_is_not_said(database):
    she = await database.writing(people.recognise, channel="wechat", external_id="oOne", language="zh", now=NOON)
    await database.writing(wechat.keep, identity_id=she.identity_id, texts=["等你来"], now=NOON)
    later = NOON + wechat.KEPT_FOR * 1.01
    assert await database.reading(wechat.waiting, identity_id=she.identity_id, now=later) == []
    await database.writing(wechat.keep, identity_id=she.identity_id + 1, texts=["谁"], now=NOON)  # somebody who is gone
    assert not await database.reading(wechat.waiting, identity_id=she.identity_id + 1, now=NOON)
