"""Whom a broadcast is for: everybody once, where they wrote last and can be reached."""

import pytest
from sqlalchemy import update

from db.admission import agree
from db.audience import audience_sample, audience_size, wants
from db.booking_tables import attendee
from db.named_people import list_people, people_named, tag_people
from db.own_data import erase
from db.subscriptions import unsubscribe
from db.tables import identity
from tests.db.broadcast_office import Press
from tests.db.conftest import NOON
from tests.db.offers import a_slot, an_offering, wedding
from tests.db.office import Office


@pytest.fixture
def press(database):
    return Press(database)


async def blocks(press, name):
    this = press.people[name].identity_id
    await press.run(
        lambda connection: connection.execute(update(identity).where(identity.c.id == this).values(blocked_at=NOON))
    )


async def users(press, told, **given):
    return [one.user_id for one in await press.recipients(told, **given)]


async def test_news_reach_the_subscribers_of_its_topic_and_nobody_else(press):
    by = await press.member("editor")
    her = await press.reader("she")
    await press.reader("he", "policies")
    await press.meets("they")
    told = await press.draft(by)
    assert await users(press, told) == [her]
    assert await press.run(audience_size, broadcast=told) == 1
    assert await users(press, await press.draft(by, audience={})) == []


async def test_nobody_is_told_at_a_terminal(press):
    by = await press.member("editor")
    her = await press.reader("she", channel="terminal")
    told = await press.draft(by)
    assert await users(press, told) == []
    await press.meets("she on the page")
    page = press.people["she on the page"].identity_id
    await press.run(
        lambda connection: connection.execute(update(identity).where(identity.c.id == page).values(user_id=her))
    )
    await press.says("she", "1")
    assert [(one.lane, one.chat) for one in await press.recipients(told)] == [("web", page)]


async def test_it_goes_on_after_a_number_in_batches(press):
    by = await press.member("editor")
    all_of_them = [await press.reader(f"reader{number}") for number in range(5)]
    told = await press.draft(by)
    first = await users(press, told, limit=3)
    assert first == all_of_them[:3]
    assert await users(press, told, after=first[-1], limit=3) == all_of_them[3:]
    assert await users(press, told, after=all_of_them[-1], limit=3) == []
    sample = await press.run(audience_sample, broadcast=told, limit=2, now=NOON)
    assert [one.user_id for one in sample] == all_of_them[:2]


async def two_accounts(press):
    """Her web page, and her Telegram that she joined to it."""
    her = await press.reader("she")
    await press.meets("she on telegram", "telegram")
    number = press.people["she on telegram"].identity_id
    await press.run(
        lambda connection: connection.execute(update(identity).where(identity.c.id == number).values(user_id=her))
    )
    return her


async def test_a_person_is_told_once_where_they_wrote_last(press):
    by, her = await press.member("editor"), await two_accounts(press)
    told = await press.draft(by)
    web, telegram = press.people["she"].identity_id, 1002
    assert [(one.user_id, one.lane, one.chat) for one in await press.recipients(told)] == [(her, "telegram", telegram)]
    await press.says("she", "1")
    assert [(one.lane, one.chat) for one in await press.recipients(told)] == [("web", web)]
    await press.says("she on telegram", "2", chat=telegram)
    assert [(one.lane, one.chat) for one in await press.recipients(told)] == [("telegram", telegram)]
    await blocks(press, "she on telegram")
    assert [one.lane for one in await press.recipients(told)] == ["web"]
    await blocks(press, "she")
    assert await press.recipients(told) == []
    assert await press.run(audience_size, broadcast=told) == 0


async def test_channels_languages_and_tags_narrow_it_down(press):
    by, her = await press.member("editor"), await two_accounts(press)
    him = await press.reader("he", language="en")
    assert [
        one.lane
        for one in await press.recipients(await press.draft(by, audience={"topic": "activities", "channels": ["web"]}))
    ] == ["web", "web"]
    assert await users(press, await press.draft(by, audience={"topic": "activities", "channels": ["telegram"]})) == [
        her
    ]
    assert await users(press, await press.draft(by, audience={"topic": "activities", "language": "en"})) == [him]
    await press.run(tag_people, users=[him], tag="志愿者", by=by, now=NOON)
    assert await users(press, await press.draft(by, audience={"topic": "activities", "tag": "志愿者"})) == [him]
    assert await users(press, await press.draft(by, audience={"topic": "activities", "tag": "别的"})) == []


async def test_a_notice_reaches_registrants_by_status_whether_they_subscribed_or_not(press, database):
    by, office = await press.member("editor"), Office(database)
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    hers, his = await office.registers("anna"), await office.registers("bo")
    await press.reader("she")
    slot = {"slot": hers.slot_id}
    told = await press.draft(by, purpose="notice", audience=slot)
    assert await users(press, told) == [await office.user("anna"), await office.user("bo")]
    told = await press.draft(by, purpose="notice", audience={**slot, "statuses": ["waitlisted"]})
    assert await users(press, told) == [his.user_id]
    assert await users(press, await press.draft(by, purpose="notice", audience={"slot": 999})) == []


async def test_who_agreed_to_come_along_is_told_too(press, database):
    by, office = await press.member("editor"), Office(database)
    await office.offers(wedding())
    made = await office.registers("anna", ticket="couple", names=["小波"])
    [row] = await database.reading(lambda connection: connection.execute(attendee.select()).all())
    told = await press.draft(by, purpose="notice", audience={"slot": made.slot_id})
    assert await users(press, told) == [await office.user("anna")]
    await database.writing(agree, code=row.code, user_id=await office.user("bo"), now=NOON)
    assert await users(press, told) == [await office.user("anna"), await office.user("bo")]


async def test_a_list_names_people_by_number_and_code_and_only_those_who_may_be_told(press, database):
    by, office = await press.member("editor"), Office(database)
    await office.offers(an_offering())
    made = await office.registers("anna")
    her, him = await press.reader("she"), await press.reader("he", "policies")
    named = await press.run(people_named, names=[str(her), made.code.lower(), "999", "nobody", f"0{him}"])
    assert (named.users, named.unknown) == ({her, him, made.user_id}, (2, 3))
    told = await press.draft(by, audience={"topic": "activities", "listed": True})
    await press.run(list_people, broadcast_id=told.id, users=named.users)
    assert await users(press, told) == [her]  # he hears about policies only
    notice = await press.draft(by, purpose="notice", audience={"listed": True})
    await press.run(list_people, broadcast_id=notice.id, users=named.users)
    assert await users(press, notice) == [made.user_id]  # the others booked nothing


async def test_who_stopped_or_is_gone_is_not_wanted_any_more(press):
    by = await press.member("editor")
    her, him, them = await press.reader("she"), await press.reader("he"), await press.reader("they")
    told = await press.draft(by)
    await press.run(unsubscribe, user_id=him, channel="web", now=NOON)
    await press.run(erase, user_id=them, now=NOON)
    assert await press.run(wants, broadcast=told, user_ids=[her, him, them]) == {her}
    notice = await press.draft(by, purpose="notice", audience={"slot": 1})
    assert await press.run(wants, broadcast=notice, user_ids=[her, him, them]) == {her, him}
