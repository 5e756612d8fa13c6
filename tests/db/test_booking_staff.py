"""What staff and the clock do: seats changed, slots called off, deadlines, mentors' hours."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.admission import accept_offer, call_up_next
from db.availability import Weekly, black_out, end_weekly, make_slots, repeat_weekly
from db.booking_tables import slot
from db.catalogue import slot_card, upcoming
from db.drafts import TicketDraft
from db.leaving import cancel_for
from db.offerings import keep_resource, publish
from db.refusals import (
    BadOffering,
    CapacityBelowTaken,
    Closed,
    NobodyWaits,
    NotFound,
    ResourceBusy,
    SlotInUse,
    TooLate,
    WrongStatus,
)
from db.registrations import Policy
from db.slots import cancel_slot, change_capacity, close_slot, pools_of, reopen_slot, slot_registrations
from tests.db.conftest import NOON
from tests.db.offers import DAY, HOUR, a_slot, an_offering, mixer, plain_ticket, wedding, words
from tests.db.office import START, Office

CITY = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def office(database):
    return Office(database)


async def test_more_seats_go_to_those_who_wait_and_never_fewer_than_are_taken(office, database):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    anna = await office.registers("anna")
    bo = await office.registers("bo")
    [pool] = await database.reading(pools_of, slot_id=anna.slot_id)
    with pytest.raises(CapacityBelowTaken) as refused:
        await database.writing(change_capacity, pool_id=pool.id, capacity=0, now=NOON)
    assert refused.value.taken == 1
    await database.writing(change_capacity, pool_id=pool.id, capacity=2, now=NOON)
    assert await office.sees("bo", bo) == "offered"
    with pytest.raises(NotFound):
        await database.writing(change_capacity, pool_id=10**9, capacity=2, now=NOON)


async def test_a_closed_slot_takes_nobody_new_but_keeps_its_people(office, database):
    await office.offers(an_offering())
    anna = await office.registers("anna")
    await database.writing(close_slot, slot_id=anna.slot_id)
    await database.writing(close_slot, slot_id=anna.slot_id)
    with pytest.raises(Closed):
        await office.registers("bo")
    assert await office.sees("anna", anna) == "confirmed"
    await database.writing(reopen_slot, slot_id=anna.slot_id)
    assert (await office.registers("bo")).status == "confirmed"


async def test_a_slot_is_called_off_and_everybody_is_told(office, database):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    anna, bo = await office.registers("anna"), await office.registers("bo")
    staff = await office.user("staff")
    called_off = {"slot_id": anna.slot_id, "by": staff, "reason": "下雨", "now": NOON}
    assert await database.writing(cancel_slot, **called_off) == 2
    assert await database.writing(cancel_slot, **called_off) == 0
    assert [await office.sees("anna", anna), await office.sees("bo", bo)] == ["cancelled", "cancelled"]
    said = await office.said()
    assert {said[f"slot_cancelled:reg{one.id}"].data["reason"] for one in (anna, bo)} == {"下雨"}
    assert {row.state for row in said.values() if row.kind == "remind"} == {"skipped"}
    with pytest.raises(WrongStatus):
        await database.writing(reopen_slot, slot_id=anna.slot_id)
    assert (await database.reading(upcoming, now=NOON)).cards == ()
    with pytest.raises(TooLate):
        await database.writing(cancel_slot, **called_off | {"slot_id": await past_slot(office), "now": START + DAY})


async def past_slot(office):
    await office.offers(an_offering(key="past"))
    return (await office.registers("cai")).slot_id


async def test_staff_see_who_comes_in_the_order_in_which_they_came(office, database):
    await office.offers(wedding(couples=2))
    anna = await office.registers("anna", ticket="couple", names=["波"])
    await office.registers("cai", ticket="couple", names=["戴"])
    first, second = await database.reading(slot_registrations, slot_id=anna.slot_id)
    assert (first.registration, first.names, second.names, first.ticket) == (anna, ("波",), ("戴",), "couple")
    rest = await database.reading(slot_registrations, slot_id=anna.slot_id, status="held", after=anna.id)
    assert rest == [second]


async def test_staff_call_up_a_small_party_past_a_large_one(office, database):
    family = plain_ticket(most=3)
    await office.offers(an_offering(a_slot(pools={"all": 3}, tickets=[family])))
    first = await office.registers("anna", party=2)
    await office.registers("bo", party=2)
    small = await office.registers("cai", party=1)
    staff = await office.user("staff")
    called = await database.writing(call_up_next, slot_id=first.slot_id, by=staff, now=NOON)
    assert (called.id, called.status) == (small.id, "offered")
    with pytest.raises(NobodyWaits):
        await database.writing(call_up_next, slot_id=first.slot_id, by=staff, now=NOON)
    await office.decides(cancel_for, first, reason="证件不符")
    assert (await office.said())[f"cancelled:reg{first.id}"].data["reason"] == "证件不符"


async def test_holds_and_offers_end_and_seats_pass_on_by_themselves(office):
    await office.offers(an_offering(a_slot(pools={"all": 1}), policy=Policy(hold_minutes=30, offer_minutes=60)))
    anna, bo, cai = [await office.registers(name) for name in ("anna", "bo", "cai")]
    assert await office.ticks(NOON + timedelta(minutes=29)) == 0
    assert await office.ticks(NOON + timedelta(minutes=30)) == 1
    assert [await office.sees(*one) for one in (("anna", anna), ("bo", bo))] == ["expired", "offered"]
    assert await office.ticks(NOON + timedelta(minutes=90)) == 1
    assert await office.sees("cai", cai) == "offered"
    assert (await office.does(accept_offer, "cai", cai, now=NOON + 2 * HOUR)).status == "confirmed"
    assert {"held_over", "offered_over"} <= {row.kind for row in (await office.said()).values()}


async def test_who_waits_when_it_begins_has_waited_in_vain(office):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    await office.registers("anna")
    bo = await office.registers("bo")
    assert await office.ticks(START) == 1
    assert await office.sees("bo", bo) == "expired"
    assert f"waitlisted_over:reg{bo.id}" in await office.said()


async def test_who_was_never_decided_about_is_not_kept_for_ever(office):
    await office.offers(an_offering(policy=Policy(approval=True)))
    anna = await office.registers("anna")
    assert await office.ticks(START) == 0
    assert await office.ticks(START + 2 * HOUR) == 1
    assert await office.sees("anna", anna) == "cancelled"


async def test_no_shows_are_marked_where_somebody_was_scanned(office):
    await office.offers(an_offering(a_slot("one"), a_slot("two")))
    anna, bo = await office.registers("anna"), await office.registers("bo")
    cai = await office.registers("cai", slot="two")
    await office.scans(anna.code)
    assert await office.ticks(START + 2 * HOUR) == 1
    assert await office.sees("bo", bo) == "no_show"
    assert await office.sees("cai", cai) == "confirmed"


def thursdays(**changes):
    return Weekly(
        **{
            "weekday": 4,
            "begins": time(14),
            "ends": time(17),
            "minutes": 30,
            "first_day": date(2026, 11, 1),
            "resource": "wang",
            **changes,
        }
    )


async def a_mentor(database, key="mentor"):
    await database.writing(keep_resource, key="wang", name=words("王老师"))
    draft = replace(an_offering(key=key, kind="appointment"), slots=[])
    return await database.writing(publish, draft=draft, now=NOON)


async def test_a_mentors_hours_are_made_week_after_week_and_not_on_holidays(database):
    offering = await a_mentor(database)
    for _ in range(2):
        await database.writing(repeat_weekly, offering_id=offering, rule=thursdays())
    await database.writing(black_out, day=date(2026, 12, 3), reason="假日", zone=CITY)
    assert await database.writing(make_slots, now=NOON, zone=CITY) == 3 * 6
    assert await database.writing(make_slots, now=NOON, zone=CITY) == 0
    assert await database.writing(make_slots, now=NOON + 7 * DAY, zone=CITY) == 6

    page = await database.reading(upcoming, now=NOON, kind="appointment", limit=10)
    times = [card.starts_at.astimezone(CITY) for card in page.cards]
    assert [f"{at:%m-%d %H:%M}" for at in times[:7]] == [
        *("11-26 14:00", "11-26 14:30", "11-26 15:00", "11-26 15:30", "11-26 16:00", "11-26 16:30"),
        "12-10 14:00",
    ]


async def test_a_rule_ends_and_a_day_that_is_blacked_out_later_closes_what_is_free(office, database):
    offering = await a_mentor(database)
    rule = await database.writing(repeat_weekly, offering_id=offering, rule=thursdays(ends=time(15)))
    await database.writing(make_slots, now=NOON, zone=CITY, weeks=1)
    await database.writing(end_weekly, availability_id=rule, last_day=date(2026, 11, 30))
    assert await database.writing(make_slots, now=NOON, zone=CITY) == 0
    [first, second] = (await database.reading(upcoming, now=NOON)).cards
    office.tickets = {("one", "place"): first.tickets[0].id}
    await office.registers("anna")
    booked = await database.writing(black_out, day=date(2026, 11, 26), reason="出差", zone=CITY, resource_key="wang")
    assert booked == [first.slot_id]
    assert (await database.reading(slot_card, slot_id=second.slot_id)).status == "closed"


async def test_a_mentor_is_not_in_two_places_at_once(database):
    offering = await a_mentor(database)
    await database.writing(repeat_weekly, offering_id=offering, rule=thursdays())
    await database.writing(make_slots, now=NOON, zone=CITY, weeks=1)
    clash = a_slot(starts=NOON.replace(day=26, hour=6), resource="wang")
    with pytest.raises(ResourceBusy):
        await database.writing(publish, draft=an_offering(clash), now=NOON)
    other = await a_mentor(database, key="other")
    await database.writing(repeat_weekly, offering_id=other, rule=thursdays(begins=time(16), ends=time(18)))
    assert await database.writing(make_slots, now=NOON, zone=CITY, weeks=1) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"weekday": 8}, "weekday"), ({"minutes": 200}, "minutes"), ({"minutes": 0}, "minutes"), ({"capacity": 0}, "cap")],
)
async def test_hours_that_cannot_be_are_refused(database, changes, field):
    offering = await a_mentor(database)
    with pytest.raises(BadOffering, match=field):
        await database.writing(repeat_weekly, offering_id=offering, rule=thursdays(**changes))


async def test_an_offering_is_changed_by_its_key_and_the_times_of_a_booked_slot_stay(office, database):
    await office.offers(an_offering())
    anna = await office.registers("anna")
    await office.offers(an_offering(a_slot(cancel_until=START - DAY), subject="event:other"))
    card = await database.reading(slot_card, slot_id=anna.slot_id)
    assert (card.subject, card.cancel_until, card.opens_at) == ("event:other", START - DAY, NOON - DAY)
    with pytest.raises(SlotInUse):
        await office.offers(an_offering(a_slot(starts=START + DAY)))
    with pytest.raises(CapacityBelowTaken):
        await office.offers(an_offering(a_slot(pools={"all": 0})))
    await office.offers(an_offering(a_slot(pools={"all": 5})))
    assert [row.capacity for row in await database.reading(pools_of, slot_id=anna.slot_id)] == [5]
    assert await database.reading(lambda c: len(c.execute(slot.select()).all())) == 1


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (an_offering(kind="party"), "kind"),
        (an_offering(place={}), "place"),
        (an_offering(policy=Policy(parties="any")), "policy.parties"),
        (an_offering(policy=Policy(offer_minutes=0)), "policy"),
        (an_offering(a_slot(hours=0)), r"slots\[one\].ends_at"),
        (an_offering(a_slot(pools={"all": -1})), r"slots\[one\].pools.all"),
        (an_offering(a_slot(tickets=[plain_ticket(needs={"men": 1})])), "there are all"),
        (an_offering(a_slot(tickets=[plain_ticket(needs={})])), "takes no seats"),
        (an_offering(a_slot(tickets=[plain_ticket(needs={"all": 0})])), "below 1"),
        (an_offering(a_slot(tickets=[TicketDraft("x", words("x"), {"all": 1}, persons=2)])), "most"),
        (an_offering(a_slot(tickets=[plain_ticket(agreement=True)])), "hold_minutes"),
        (an_offering(a_slot(resource="nobody")), "nobody"),
        (an_offering(pools={"all": 3}), "already"),
    ],
)
async def test_what_cannot_be_offered_is_refused_by_field_and_nothing_is_kept(office, draft, field):
    with pytest.raises(BadOffering, match=field):
        await office.offers(draft)
    assert await office.taken() == {}


async def test_a_couple_may_come_by_its_own_ticket_only_as_two(office):
    await office.offers(mixer())
    couple = await office.registers("anna", ticket="couple")
    assert couple.party == 2
    assert await office.taken() == {"all": 2, "men": 1, "women": 1}
