"""Booking, told operation by operation, on both databases."""

import pytest

from db.admission import accept_offer, agree, approve, confirm_hold, reject
from db.booking import register, transfer
from db.catalogue import bookings_of, upcoming
from db.checkin import mark_no_shows
from db.drafts import TicketDraft
from db.invitations import invitation, invitations_of
from db.leaving import cancel, decline_offer
from db.refusals import (
    AlreadyCheckedIn,
    AlreadyRegistered,
    BusyThen,
    Closed,
    NotAgreed,
    NotFound,
    NotOpenYet,
    PartySize,
    SlotFull,
    TooEarly,
    TooLate,
    UnknownCode,
    WrongStatus,
)
from db.registrations import Policy
from db.waitlist import position_in_waitlist
from tests.db.conftest import NOON
from tests.db.offers import (
    DAY,
    HOUR,
    a_slot,
    an_offering,
    mixer,
    plain_ticket,
    wedding,
    words,
)
from tests.db.office import Office

START = NOON + 7 * DAY


@pytest.fixture
def office(database):
    return Office(database)


async def test_reminders_are_those_of_the_offering(office):
    await office.offers(an_offering(policy=Policy(remind=(3,))))
    made = await office.registers("anna")
    assert {row.key: row.due_at for row in (await office.said()).values() if row.kind == "remind"} == {
        f"remind:reg{made.id}:3h": START - 3 * HOUR
    }
    await office.does(cancel, "anna", made)
    assert [row.state for row in (await office.said()).values() if row.kind == "remind"] == ["skipped"]


async def test_a_person_books_and_is_reminded(office):
    await office.offers(an_offering())
    made = await office.registers("anna", key="7")
    assert made.status == "confirmed"
    assert await office.taken() == {"all": 1}
    said = await office.said()
    assert {key: row.due_at for key, row in said.items()} == {
        f"remind:reg{made.id}:24h": START - DAY,
        f"remind:reg{made.id}:2h": START - 2 * HOUR,
    }
    [booking] = await office.database.reading(bookings_of, user_id=await office.user("anna"), now=NOON)
    assert booking.registration == made
    assert booking.card.title["zh"] == "相约湖湾"


async def test_the_same_message_twice_changes_nothing(office):
    await office.offers(an_offering())
    made = await office.registers("anna", key="7")
    assert await office.registers("anna", key="7") == made
    await office.does(cancel, "anna", made, key="8")
    assert (await office.does(cancel, "anna", made, key="8")).status == "cancelled"
    assert await office.moves(made) == ["confirmed", "cancelled"]
    assert await office.taken() == {"all": 0}
    assert {row.state for row in (await office.said()).values()} == {"skipped"}


async def test_who_finds_it_full_waits_and_is_promoted_when_somebody_leaves(office):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    anna = await office.registers("anna")
    bo = await office.registers("bo")
    cai = await office.registers("cai")
    assert (bo.status, cai.status) == ("waitlisted", "waitlisted")
    assert await office.database.reading(position_in_waitlist, registration_id=cai.id) == 2

    await office.does(cancel, "anna", anna)
    assert await office.sees("bo", bo) == "offered"
    assert (await office.registers("dai")).status == "waitlisted"
    said = (await office.said())[f"promoted:reg{bo.id}"]
    assert said.data["until"] == (NOON + 2 * HOUR).isoformat()

    await office.does(decline_offer, "bo", bo)
    assert await office.sees("cai", cai) == "offered"
    with pytest.raises(TooLate):
        await office.does(accept_offer, "cai", cai, now=NOON + 2 * HOUR)
    assert (await office.does(accept_offer, "cai", cai, now=NOON + HOUR)).status == "confirmed"


async def test_men_women_and_couples_have_seats_of_their_own(office):
    await office.offers(mixer(men=1, women=2, seats=3))
    man = await office.registers("bo", ticket="man")
    couple = await office.registers("cai", ticket="couple")
    other = await office.registers("dai", ticket="man")
    woman = await office.registers("anna", ticket="woman")
    assert [one.status for one in (man, couple, other, woman)] == [
        "confirmed",
        "waitlisted",
        "waitlisted",
        "confirmed",
    ]
    await office.does(cancel, "bo", man)
    assert await office.sees("cai", couple) == "offered"
    assert await office.sees("dai", other) == "waitlisted"
    assert await office.taken() == {"all": 3, "men": 1, "women": 2}


@pytest.mark.parametrize(("parties", "who"), [("strict", "waitlisted"), ("skip", "offered")])
async def test_a_party_that_does_not_fit_stops_those_behind_or_is_passed_over(office, parties, who):
    family = plain_ticket(most=5)
    await office.offers(an_offering(a_slot(pools={"all": 4}, tickets=[family]), policy=Policy(parties=parties)))
    first = await office.registers("anna", party=1)
    await office.registers("bo", party=3)
    big = await office.registers("cai", party=2)
    small = await office.registers("dai", party=1)
    await office.does(cancel, "anna", first)
    assert await office.sees("cai", big) == "waitlisted"
    assert await office.sees("dai", small) == who


async def test_a_reschedule_never_loses_the_old_before_the_new_is_had(office):
    early, late = a_slot("early", pools={"all": 1}), a_slot("late", starts=START + DAY, pools={"all": 1})
    await office.offers(an_offering(early, late))
    anna = await office.registers("anna", slot="early", details={"coming": 3})
    bo = await office.registers("bo", slot="late")
    to_late = {"ticket_id": office.tickets["late", "place"]}
    with pytest.raises(SlotFull):
        await office.does(transfer, "anna", anna, **to_late)
    assert await office.sees("anna", anna) == "confirmed"

    await office.does(cancel, "bo", bo)
    waits = await office.registers("cai", slot="early")
    new = await office.does(transfer, "anna", anna, key="9", **to_late)
    assert new.details == {"coming": 3}
    assert await office.does(transfer, "anna", anna, key="9", **to_late) == new
    assert new.status == "confirmed"
    assert await office.sees("anna", anna) == "transferred"
    assert await office.sees("cai", waits) == "offered"


async def test_nobody_is_in_two_places_at_once(office):
    at_the_same_time = [a_slot("one"), a_slot("two", starts=START + HOUR), a_slot("three", starts=START + 2 * HOUR)]
    await office.offers(an_offering(*at_the_same_time))
    made = await office.registers("anna")
    with pytest.raises(AlreadyRegistered) as again:
        await office.registers("anna")
    assert again.value.registration_id == made.id
    with pytest.raises(BusyThen):
        await office.registers("anna", slot="two")
    assert (await office.registers("anna", slot="three")).status == "confirmed"
    assert sum((await office.taken()).values()) <= 2


async def test_registered_is_not_admitted_where_the_office_decides(office):
    await office.offers(an_offering(a_slot(pools={"all": 1}), policy=Policy(approval=True)))
    anna = await office.registers("anna")
    bo = await office.registers("bo")
    assert anna.status == "pending"
    await office.decides(reject, anna, reason="名额只给应届生")
    assert (await office.said())[f"declined:reg{anna.id}"].data["reason"] == "名额只给应届生"
    assert (await office.does(accept_offer, "bo", bo)).status == "pending"
    assert (await office.decides(approve, bo)).status == "confirmed"
    assert f"admitted:reg{bo.id}" in await office.said()
    with pytest.raises(WrongStatus):
        await office.decides(approve, bo)


async def test_a_wedding_is_booked_when_both_have_agreed(office):
    await office.offers(wedding())
    with pytest.raises(NotAgreed):
        await office.registers("anna", ticket="couple")
    made = await office.registers("anna", ticket="couple", names=["波"])
    assert (made.status, made.until) == ("held", NOON + 2 * DAY)
    with pytest.raises(NotAgreed):
        await office.does(confirm_hold, "anna", made)
    anna = await office.user("anna")
    [invited] = await office.database.reading(invitations_of, registration_id=made.id, user_id=anna)
    code = invited.code
    assert (await office.database.reading(invitation, code=f" {code.lower()} ")) == invited
    with pytest.raises(UnknownCode):
        await office.database.reading(invitation, code="NOBODYS")
    with pytest.raises(NotFound):
        await office.database.reading(invitations_of, registration_id=made.id, user_id=anna + 99)
    with pytest.raises(UnknownCode):
        await office.database.writing(agree, code=code, user_id=await office.user("anna"), now=NOON)
    agreed = await office.database.writing(agree, code=code.lower(), user_id=await office.user("bo"), now=NOON)
    assert agreed.status == "confirmed"
    [booking] = await office.database.reading(bookings_of, user_id=await office.user("bo"), now=NOON)
    assert booking.registration.id == made.id
    assert f"agreed:reg{made.id}" in await office.said()  # to who registered; the others remind both
    assert len(await office.said()) == 5


async def test_a_ticket_is_scanned_once_and_a_late_scan_undoes_a_no_show(office):
    await office.offers(an_offering())
    anna = await office.registers("anna")
    bo = await office.registers("bo")
    with pytest.raises(TooEarly):
        await office.scans(anna.code, now=START - 3 * HOUR)
    assert (await office.scans(anna.code.lower())).status == "checked_in"
    with pytest.raises(AlreadyCheckedIn) as second:
        await office.scans(anna.code, now=START + HOUR, by="other")
    assert (second.value.at, second.value.by) == (START, await office.user("staff"))
    with pytest.raises(UnknownCode):
        await office.scans("NOSUCHCODE")

    slot_id, staff = anna.slot_id, await office.user("staff")
    with pytest.raises(TooEarly):
        await office.database.writing(mark_no_shows, slot_id=slot_id, by=staff, now=START)
    end = START + 2 * HOUR
    assert await office.database.writing(mark_no_shows, slot_id=slot_id, by=staff, now=end) == 1
    assert (await office.scans(bo.code, now=end + HOUR)).status == "checked_in"


async def test_what_cannot_be_is_refused_and_leaves_no_trace(office):
    family = TicketDraft("family", words("家庭"), {"all": 1}, most=3)
    one = a_slot(tickets=[family], opens_at=NOON, closes_at=START - DAY, cancel_until=START - DAY)
    await office.offers(an_offering(one))
    for party, now, refusal in [
        (1, NOON - HOUR, NotOpenYet),
        (1, START - DAY, Closed),
        (4, NOON, PartySize),
        (-1, NOON, PartySize),
        (0, NOON, PartySize),
    ]:
        with pytest.raises(refusal):
            await office.registers("anna", ticket="family", party=party, now=now)
    with pytest.raises(NotFound):
        await office.database.writing(register, user_id=await office.user("anna"), ticket_id=10**9, now=NOON)
    assert await office.taken() == {"all": 0}

    made = await office.registers("anna", ticket="family")
    with pytest.raises(NotFound):
        await office.does(cancel, "stranger", made)
    with pytest.raises(TooLate):
        await office.does(cancel, "anna", made, now=START - DAY + HOUR)
    with pytest.raises(WrongStatus):
        await office.does(accept_offer, "anna", made)
    assert await office.moves(made) == ["confirmed"]


async def test_browsing_shows_what_is_left_and_turns_pages(office):
    slots = [a_slot(f"{number}", starts=START + number * DAY) for number in range(5)]
    await office.offers(an_offering(*slots))
    await office.registers("anna", slot="0")

    async def page(**given):
        return await office.database.reading(upcoming, now=NOON, limit=2, **given)

    first = await page()
    assert [card.tickets[0].left for card in first.cards] == [1, 2]
    second = await page(after=first.after)
    third = await page(after=second.after)
    assert [len(first.cards), len(second.cards), len(third.cards)] == [2, 2, 1]
    assert third.after is None
    assert len((await page(since=START + DAY, before=START + 2 * DAY)).cards) == 1
    assert (await page(kind="viewing")).cards == ()
    assert len((await page(kind="event", subjects=["event:tea"], place="lake")).cards) == 2
    assert (await page(place="%")).cards == ()
