"""Every table says how it belongs to a person; export, erasure and merging go by what it says."""

from datetime import timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select

from db import files, history, intake, people
from db.audit import noted
from db.belongings import BELONGINGS
from db.consent import newest_consent
from db.intake import Arrival
from db.linking import merge_users
from db.own_data import erase, everything_about, withdraw_consent
from db.profile import own_profile
from db.retention import Periods, purge
from db.staff import roles_of
from db.tables import identity, metadata, user
from locales import LANGUAGES, say_in
from tests.db.conftest import NOON
from tests.db.somebody import VAULT, met, somebody

PERIODS = Periods(chats=180, events=30, profile=365, learning=365, audit=1095)


def unregistered(tables):
    return set(tables) - {belonging.table.name for belonging in BELONGINGS}


def test_every_table_says_how_it_belongs_to_a_person():
    assert unregistered(metadata.tables) == set()
    assert all(belonging.why for belonging in BELONGINGS)


def test_a_table_that_was_forgotten_is_found():
    forgotten = Table("forgotten", MetaData(), Column("user_id", Integer))
    assert unregistered({**metadata.tables, "forgotten": forgotten}) == {"forgotten"}


def test_every_table_that_leads_to_a_user_has_rows_of_theirs():
    for table in metadata.tables.values():
        leads = {key.column.table for column in table.columns for key in column.foreign_keys} & {user, identity}
        if leads:
            assert next(one for one in BELONGINGS if one.table is table).of is not None, table.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_a_name_that_people_read(language):
    for belonging in BELONGINGS:
        if belonging.of is not None:
            assert say_in(language)(f"held-{belonging.table.name}")


async def counted(database, user_id):
    def count(connection):
        return {
            one.table.name: len(connection.execute(one.table.select().where(one.of(user_id))).all())
            for one in BELONGINGS
            if one.of is not None
        }

    return await database.reading(count)


@pytest.mark.parametrize(("channel", "account"), [("web", "she"), ("telegram", "4242")])
async def test_a_copy_has_every_table_that_holds_something(database, channel, account):
    she = await somebody(database, channel, account)
    await somebody(database, "telegram", "1")
    copy = await database.writing(everything_about, vault=VAULT, user_id=she.user_id, now=NOON)
    empty = {"registration", "attendee", "booking_move", "outbox"}  # see test_booking_belonging
    empty |= {"subscription", "user_tag", "broadcast_listed", "event_rating"}  # see test_broadcast_belonging
    empty |= {"wechat_kept", "wechat_mass_reach"}  # see test_wechat_belonging
    empty |= {"message"} if channel == "telegram" else set()  # Telegram keeps the history itself
    assert {name for name, rows in copy.items() if not rows} == empty
    words = str(copy)
    assert account in words
    assert "13812345678" in words
    assert "sealed" not in words
    for language in LANGUAGES:
        for rows in copy.values():
            for column in {name for row in rows for name in row}:
                assert say_in(language)(f"held-col-{column}")


@pytest.mark.parametrize(("channel", "account"), [("web", "she"), ("telegram", "4242")])
async def test_erasing_leaves_a_bare_number_and_touches_nobody_else(database, channel, account):
    she = await somebody(database, channel, account)
    others = [await somebody(database, "web", "other"), await somebody(database, "telegram", "42")]
    before = [await counted(database, other.user_id) for other in others]
    gone = await database.writing(erase, user_id=she.user_id, now=NOON)
    assert gone == [she.identity_id]
    left = await counted(database, she.user_id)
    assert {name: number for name, number in left.items() if number} == {"user_account": 1, "audit": 3}
    assert [await counted(database, other.user_id) for other in others] == before
    [shell] = await database.reading(
        lambda connection: connection.execute(select(user).where(user.c.id == she.user_id)).all()
    )
    assert (shell.language, shell.erased_at) == ("zh", NOON)
    again = await database.writing(people.recognise, channel=channel, external_id=account, language="zh", now=NOON)
    assert again.user_id != she.user_id


async def test_what_was_said_in_a_group_goes_too(database):
    she = await somebody(database, "telegram", "4242")
    for number, sender in enumerate((4242, 42)):
        payload = {"message": {"text": "@bot 绿卡", "from": {"id": sender, "first_name": "她"}}}
        await database.writing(
            intake.record, arrivals=[Arrival("telegram", f"g{number}", -100, payload)], worker=1, now=NOON
        )
    await database.writing(erase, user_id=she.user_id, now=NOON)
    left = await database.reading(
        lambda connection: connection.execute(select(metadata.tables["incoming"].c.key)).scalars().all()
    )
    assert left == ["g1"]


async def test_withdrawing_happens_at_once_and_once(database):
    she = await somebody(database)
    other = await somebody(database, "web", "other")
    asked = {"user_id": she.user_id, "channel": "web", "now": NOON + timedelta(1)}
    assert await database.writing(withdraw_consent, **asked)
    assert not await database.writing(withdraw_consent, **asked)
    assert await database.reading(own_profile, vault=VAULT, user_id=she.user_id) == {}
    assert len(await database.reading(own_profile, vault=VAULT, user_id=other.user_id)) == 3
    last = await database.reading(newest_consent, user_id=she.user_id, purpose="sensitive")
    assert (last.given, last.at) == (False, NOON + timedelta(1))


async def test_nothing_is_lost_when_two_become_one(database):
    stays = await somebody(database, "web", "she")
    gone = await somebody(database, "telegram", "4242", now=NOON + timedelta(1))
    before = [await counted(database, one.user_id) for one in (stays, gone)]
    await database.writing(merge_users, vault=VAULT, gone=gone.user_id, stays=stays.user_id, now=NOON + timedelta(2))
    after = await counted(database, stays.user_id)
    together = {name: before[0][name] + before[1][name] for name in after}
    assert after == together | {"profile_field": 3, "audit": together["audit"] + 1}
    left = await counted(database, gone.user_id)
    assert {name for name, number in left.items() if number} <= {"user_account", "audit"}
    # The newer of two fields wins; the later word on a consent counts.
    profile = await database.reading(own_profile, vault=VAULT, user_id=stays.user_id)
    assert profile["name"] == "4242"
    assert (await database.reading(roles_of, user_id=stays.user_id)).roles == {"events"}
    found = await database.reading(people.find, channel="telegram", external_id="4242")
    assert found.user_id == stays.user_id
    # And all of it is erased as one.
    await database.writing(erase, user_id=stays.user_id, now=NOON + timedelta(3))
    left = await counted(database, stays.user_id)
    assert {name for name, number in left.items() if number} == {"user_account", "audit"}


async def test_an_older_field_does_not_overwrite_a_newer_one(database):
    gone = await somebody(database, "web", "older")
    stays = await somebody(database, "web", "newer", now=NOON + timedelta(1))
    await database.writing(merge_users, vault=VAULT, gone=gone.user_id, stays=stays.user_id, now=NOON)
    assert (await database.reading(own_profile, vault=VAULT, user_id=stays.user_id))["name"] == "newer"


async def test_each_kind_is_kept_for_its_own_time(database):
    she = await somebody(database)

    async def left():
        found = await counted(database, she.user_id)
        return {name for name, number in found.items() if number}

    always = {"user_account", "identity", "consent", "staff"}
    days = [
        (1, always | {"incoming", "message", "miss", "feedback", "conversation", "file", "profile_field", "audit"}),
        (180, always | {"incoming", "message", "miss", "feedback", "conversation", "file", "profile_field", "audit"}),
        (181, always | {"profile_field", "audit"}),
        (366, always | {"audit"}),
        (1096, always),
    ]
    for day, expected in days:
        await database.writing(purge, periods=PERIODS, now=NOON + timedelta(days=day, hours=1 if day == 1 else 0))
        found = await left()
        if day == 1:
            found -= {"one_time_code", "code_attempt"}
        assert found == expected, day
        misses = await database.reading(lambda connection: connection.execute(metadata.tables["miss"].select()).all())
        assert bool(misses) == (day < 366)
    assert "purged" in {line.action for line in await database.reading(noted, limit=9)}


async def test_an_expired_file_is_gone_at_once(database):
    she = await met(database, "she")
    token = await database.writing(
        files.keep_file,
        name="a",
        media_type="text/plain",
        content=b"hers",
        owner=(she.identity_id, VAULT),
        lasts=timedelta(hours=24),
        now=NOON,
    )

    async def found(now):
        return await database.reading(files.find_file, token=token, vault=VAULT, now=now)

    assert (await found(NOON)).content == b"hers"
    assert await found(NOON + timedelta(hours=24)) is None
    await database.writing(purge, periods=PERIODS, now=NOON + timedelta(hours=24))
    assert await database.reading(lambda connection: connection.execute(metadata.tables["file"].select()).all()) == []


async def test_a_history_that_was_erased_takes_nothing_more(database):
    """A page that still has the old number writes nothing under it."""
    she = await somebody(database)
    await database.writing(erase, user_id=she.user_id, now=NOON)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.writing(history.write_message, identity_id=she.identity_id, author="bot", body={}, now=NOON)
