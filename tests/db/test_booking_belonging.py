"""What becomes of bookings when somebody has everything deleted, withdraws, or turns out to be two."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.admission import agree
from db.booking_belonging import COMPANION_LEFT, forget_events
from db.booking_tables import attendee, booking_move, claim, pool, registration
from db.consent import record_consent
from db.linking import merge_users
from db.outbox_tables import outbox
from db.own_data import erase, everything_about, withdraw_consent
from db.retention import Periods, purge
from db.vault import Vault
from locales import LANGUAGES, say_in
from tests.db.conftest import NOON
from tests.db.offers import DAY, a_slot, an_offering, wedding
from tests.db.office import Office

VAULT = Vault([bytes(32)])


@pytest.fixture
def office(database):
    return Office(database)


async def rows(office, table):
    return await office.database.reading(
        lambda connection: connection.execute(select(table).order_by(*table.primary_key)).all()
    )


async def status_of(office, made):
    return {row.id: row.status for row in await rows(office, registration)}[made.id]


async def forget(office, name, now=NOON):
    await office.database.writing(erase, user_id=await office.user(name), now=now)


async def sums_hold(office):
    taken = {row.id: row.taken for row in await rows(office, pool)}
    claimed = dict.fromkeys(taken, 0)
    for row in await rows(office, claim):
        claimed[row.pool_id] += row.units
    assert taken == claimed


async def test_who_is_erased_gives_up_the_seat_to_who_waits(office):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    hers = await office.registers("anna", names=[], details={"note": "轮椅"})
    his = await office.registers("bo")
    assert (hers.status, his.status) == ("confirmed", "waitlisted")
    await forget(office, "anna")
    assert (await status_of(office, hers), await status_of(office, his)) == ("cancelled", "offered")
    assert "轮椅" not in str(await rows(office, registration))
    assert {row.user_id for row in await rows(office, outbox)} == {await office.user("bo")}
    await sums_hold(office)


async def test_the_deadline_for_cancelling_does_not_stop_it(office):
    await office.offers(an_offering(a_slot(cancel_until=NOON - DAY)))
    hers = await office.registers("anna")
    await forget(office, "anna")
    assert await status_of(office, hers) == "cancelled"


async def test_what_is_over_stays_as_a_number(office):
    await office.offers(an_offering())
    hers = await office.registers("anna", details={"note": "轮椅"})
    await forget(office, "anna", now=NOON + 8 * DAY)
    assert await status_of(office, hers) == "confirmed"
    assert "轮椅" not in str(await rows(office, registration))


async def test_withdrawn_consent_cancels_what_is_ahead(office):
    await office.offers(an_offering())
    hers = await office.registers("anna")
    anna = await office.user("anna")
    await office.database.writing(
        record_consent, user_id=anna, purpose="booking", version="1", given=True, channel="web", now=NOON
    )
    await office.database.writing(withdraw_consent, user_id=anna, channel="web", now=NOON)
    assert await status_of(office, hers) == "cancelled"
    await sums_hold(office)


async def a_wedding(office):
    await office.offers(wedding())
    made = await office.registers("anna", ticket="couple", names=["小波"])
    [row] = await rows(office, attendee)
    await office.database.writing(agree, code=row.code, user_id=await office.user("bo"), now=NOON)
    assert await status_of(office, made) == "confirmed"
    return made


@pytest.mark.parametrize(("leaves", "stays"), [("anna", "bo"), ("bo", "anna")])
async def test_when_one_of_a_couple_is_erased_the_other_is_told(office, leaves, stays):
    made = await a_wedding(office)
    await forget(office, leaves)
    assert await status_of(office, made) == "cancelled"
    told = [row for row in await rows(office, outbox) if row.kind == "cancelled"]
    assert [(row.user_id, row.data["reason"]) for row in told] == [(await office.user(stays), COMPANION_LEFT)]
    assert [(row.name, row.user_id) for row in await rows(office, attendee)] == [("", None)]
    await sums_hold(office)


async def test_a_copy_has_the_bookings(office):
    await office.offers(an_offering())
    made = await office.registers("anna")
    held = await office.database.writing(everything_about, vault=VAULT, user_id=await office.user("anna"), now=NOON)
    assert [row["code"] for row in held["registration"]] == [made.code]
    assert held["booking_move"]
    assert held["outbox"]
    for language in LANGUAGES:
        for column in {name for found in held.values() for row in found for name in row}:
            assert say_in(language)(f"held-col-{column}")


async def merge(office, gone, stays):
    await office.database.writing(
        merge_users, vault=VAULT, gone=await office.user(gone), stays=await office.user(stays), now=NOON
    )


async def test_bookings_follow_when_two_become_one(office):
    await office.offers(an_offering(a_slot(), a_slot("two", starts=NOON + 9 * DAY)))
    one = await office.registers("anna")
    two = await office.registers("anna2", slot="two")
    await merge(office, "anna2", "anna")
    assert {row.user_id for row in await rows(office, registration)} == {await office.user("anna")}
    assert (await status_of(office, one), await status_of(office, two)) == ("confirmed", "confirmed")
    assert {row.user_id for row in await rows(office, outbox)} == {await office.user("anna")}


@pytest.mark.parametrize("first", ["anna", "anna2"])
async def test_of_two_bookings_of_one_slot_the_earlier_stays(office, first):
    await office.offers(an_offering())
    second = {"anna": "anna2", "anna2": "anna"}[first]
    earlier, later = await office.registers(first), await office.registers(second)
    await merge(office, "anna2", "anna")
    assert (await status_of(office, earlier), await status_of(office, later)) == ("confirmed", "cancelled")
    assert {row.user_id for row in await rows(office, registration)} == {await office.user("anna")}
    await sums_hold(office)


async def test_of_a_seat_and_a_place_in_the_waiting_list_the_seat_stays(office):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    await office.registers("other")
    waits = await office.registers("anna")
    await office.offers(an_offering(a_slot("at the same time"), key="else"))
    seat = await office.registers("anna2", slot="at the same time")
    await merge(office, "anna2", "anna")
    assert (await status_of(office, waits), await status_of(office, seat)) == ("cancelled", "confirmed")
    await sums_hold(office)


async def test_what_was_told_for_an_event_is_forgotten_thirty_days_after_it(office):
    await office.offers(an_offering())
    hers = await office.registers("anna", details={"note": "轮椅"})
    ends = NOON + 7 * DAY + timedelta(hours=2)
    periods = Periods(chats=3650, events=30, profile=3650, learning=3650, audit=3650)
    await office.database.writing(purge, periods=periods, now=ends + 30 * DAY)
    assert "轮椅" in str(await rows(office, registration))
    gone = await office.database.writing(purge, periods=periods, now=ends + 30 * DAY + timedelta(seconds=1))
    assert gone["event data"] > 0
    assert "轮椅" not in str(await rows(office, registration))
    assert await rows(office, outbox) == []
    assert await status_of(office, hers) == "confirmed"
    assert await office.database.writing(forget_events, moment=ends + DAY) == 0


async def test_no_reason_that_staff_gave_stays_with_an_erased_person(office):
    await office.offers(an_offering())
    made = await office.registers("anna")
    await office.database.writing(
        lambda connection: connection.execute(
            booking_move.insert(),
            {"registration_id": made.id, "to_status": "rejected", "reason": "安娜没来", "at": NOON},
        )
    )
    await forget(office, "anna")
    assert "安娜没来" not in str(await rows(office, booking_move))
