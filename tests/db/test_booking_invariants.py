"""Whatever people, staff and the clock do, in whatever order: what must hold, holds."""

import asyncio
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db import Database
from db.admission import accept_offer, agree, approve, call_up_next, confirm_hold, reject
from db.booking import register, transfer
from db.checkin import check_in, mark_no_shows
from db.clock import tick
from db.drafts import TicketDraft
from db.leaving import cancel, cancel_for, decline_offer
from db.offerings import keep_resource
from db.refusals import Refused
from db.registrations import Policy
from db.slots import cancel_slot, change_capacity, close_slot, reopen_slot
from db.statuses import ACTIVE
from db.tables import metadata
from tests.db.booking_world import World, require_all, require_nothing_overdue
from tests.db.conftest import NOON
from tests.db.offers import DAY, HOUR, a_slot, an_offering, mixer, offered, plain_ticket, someone, wedding, words


def emptied(connection):
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())


START = NOON + 2 * DAY
PEOPLE = st.sampled_from(range(9))
NUMBER = st.sampled_from(range(24))
OFTEN = {
    "registers": 14,
    "time_passes": 5,
    "cancels": 6,
    "answers_the_offer": 4,
    "reschedules": 4,
    "confirms": 2,
    "agrees": 2,
    "the_office_decides": 3,
    "staff_call_up": 1,
    "staff_change_the_seats": 2,
    "staff_close_or_reopen": 1,
    "staff_call_it_off": 1,
    "a_ticket_is_scanned": 2,
    "staff_mark_no_shows": 1,
}
"""What people and staff do, and how often: bookings enough that seats run out and people wait."""
OF = {
    "cancels": ("confirmed", "held", "waitlisted", "offered", "pending"),
    "answers_the_offer": ("offered",),
    "reschedules": ("confirmed",),
    "confirms": ("held",),
    "the_office_decides": ("pending",),
    "a_ticket_is_scanned": ("confirmed", "no_show"),
    "staff_mark_no_shows": ("confirmed",),
}
"""To which registrations they rather do it."""
WHAT = [what for what, often in OFTEN.items() for _ in range(often)]


def everything():
    """Offerings of all sorts, some of them at the same time."""
    family = plain_ticket(most=3)
    day = TicketDraft("day", words("一天"), {"day": 1}, most=2)
    both = TicketDraft("both", words("一天加午餐"), {"day": 1, "lunch": 1})
    mentor = {"resource": "wang", "pools": {"all": 1}}
    yield mixer(men=1, women=1, seats=2, starts=START)
    yield an_offering(
        a_slot("family", starts=START, pools={"all": 3}, tickets=[family]),
        key="festival",
        policy=Policy(parties="skip", hold_minutes=30),
    )
    yield wedding(couples=1, starts=START)
    yield an_offering(
        a_slot("monday", starts=START, pools={"lunch": 1}, tickets=[day, both], cancel_until=START - HOUR),
        a_slot("tuesday", starts=START + DAY, pools={"lunch": 1}, tickets=[day, both]),
        key="week",
        policy=Policy(approval=True, offer_minutes=600),
        pools={"day": 2},
    )
    yield an_offering(
        a_slot("two", starts=START, **mentor),
        a_slot("four", starts=START + 2 * HOUR, **mentor),
        a_slot("six", starts=START + 4 * HOUR, **mentor),
        key="mentor",
        kind="appointment",
    )


class Bookings(RuleBasedStateMachine):
    """Nine people, one of the staff, a clock, and everything they can do."""

    def __init__(self, url):
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = Database(url)
        self.now = NOON
        self.keys = count()
        self.write(emptied)
        self.write(keep_resource, key="wang", name=words("王老师"))
        self.tickets = []
        self.people = [self.write(someone, name=f"{number}") for number in range(9)]
        self.staff = self.write(someone, name="staff")
        self.before = self.after = self.look()

    @initialize(these=st.sets(st.sampled_from(range(5)), min_size=1, max_size=2))
    def something_is_offered(self, these):
        for number, draft in enumerate(everything()):
            if number in these:
                self.tickets += self.write(offered, draft=draft).values()
        self.before = self.after = self.look()

    def teardown(self):
        self.runner.run(self.database.close())
        self.runner.close()

    def write(self, operation, **given):
        return self.runner.run(self.database.writing(operation, **given))

    def look(self):
        return self.runner.run(self.database.reading(World))

    def does(self, operation, **given):
        """Do it once more when it was done: a command that fails or comes again leaves no trace."""
        self.before = self.after
        try:
            done = self.write(operation, **given)
        except Refused:
            assert self.look() == self.before
            return
        self.after = self.look()
        if "key" in given:
            again = self.write(operation, **given)
            assert again.id == done.id
            assert self.look() == self.after

    def registration(self, number, *statuses):
        """A registration with one of the statuses; now and then any; None when there is none."""
        all_of_them = list(self.after.registrations.values())
        fitting = [one for one in all_of_them if one.status in statuses]
        if not fitting and number % 6 == 0:
            fitting = all_of_them
        return fitting[number % len(fitting)] if fitting else None

    def some(self, table, number):
        rows = self.after.rows[table]
        return rows[number % len(rows)].id

    def key(self):
        return f"{next(self.keys)}"

    @rule(what=st.sampled_from(WHAT), who=PEOPLE, number=NUMBER, another=NUMBER)
    def somebody_does(self, what, who, number, another):
        statuses = OF.get(what)
        one = self.registration(number, *statuses) if statuses else None
        if statuses and one is None:
            what = "registers"
        getattr(self, what)(one or who, number, another)

    def registers(self, who, number, another):
        ticket = self.tickets[number % len(self.tickets)]
        busy = {one.user_id for one in self.after.registrations.values() if one.status in ACTIVE}
        free = [user for user in self.people if user not in busy or another % 4 == 0]
        kind = self.after.tickets[ticket]
        names = ["某某"] if kind.agreement else []
        self.does(
            register,
            user_id=(free or self.people)[who % len(free or self.people)],
            ticket_id=ticket,
            party=another if another > 20 else 1 + another % kind.most if kind.persons == 1 else None,
            names=names,
            key=self.key(),
            now=self.now,
        )

    def cancels(self, one, number, another):
        user = self.staff if another == 0 else one.user_id
        self.does(cancel, registration_id=one.id, user_id=user, key=self.key(), now=self.now)

    def confirms(self, one, number, another):
        self.does(confirm_hold, registration_id=one.id, user_id=one.user_id, key=self.key(), now=self.now)

    def answers_the_offer(self, one, number, another):
        operation = decline_offer if another % 3 == 0 else accept_offer
        self.does(operation, registration_id=one.id, user_id=one.user_id, key=self.key(), now=self.now)

    def reschedules(self, one, number, another):
        ticket = self.tickets[another % len(self.tickets)]
        self.does(transfer, registration_id=one.id, user_id=one.user_id, ticket_id=ticket, key=self.key(), now=self.now)

    def agrees(self, who, number, another):
        codes = [row.code for row in self.after.rows["attendee"]] or ["NOBODYS"]
        self.does(agree, code=codes[-1 - number % len(codes)], user_id=self.people[who], key=self.key(), now=self.now)

    def the_office_decides(self, one, number, another):
        given = {"registration_id": one.id, "by": self.staff, "key": self.key(), "now": self.now}
        if another % 2:
            self.does(approve, **given)
        else:
            self.does([reject, cancel_for][another // 2 % 2], reason="满员", **given)

    def staff_call_up(self, who, number, another):
        slots = [one.slot_id for one in self.after.registrations.values() if one.status == "waitlisted"]
        slot = slots[number % len(slots)] if slots else self.some("slot", number)
        self.does(call_up_next, slot_id=slot, by=self.staff, now=self.now)

    def staff_change_the_seats(self, who, number, another):
        self.does(change_capacity, pool_id=self.some("pool", number), capacity=another % 4, now=self.now)

    def staff_close_or_reopen(self, who, number, another):
        self.does(close_slot if another % 3 == 0 else reopen_slot, slot_id=self.some("slot", number))

    def staff_call_it_off(self, who, number, another):
        if another % 4 == 0:
            self.does(cancel_slot, slot_id=self.some("slot", number), by=self.staff, reason="下雨", now=self.now)

    def a_ticket_is_scanned(self, one, number, another):
        self.does(check_in, code=one.code, by=self.staff, key=self.key(), now=self.now)

    def staff_mark_no_shows(self, one, number, another):
        self.does(mark_no_shows, slot_id=one.slot_id, by=self.staff, now=self.now)

    def time_passes(self, who, number, another):
        self.now += timedelta(minutes=[1, 29, 30, 60, 120, 120, 600, 1440][number % 8])
        if another % 3:
            self.before = self.after
            while self.write(tick, now=self.now):
                pass
            self.after = self.look()
            require_nothing_overdue(self.after, self.now)

    @invariant()
    def everything_holds(self):
        require_all(self.before, self.after, self.now)


@pytest.mark.timeout(300)
def test_whatever_happens_everything_holds(database_url, backend):
    examples = 60 if backend == "sqlite" else 25  # a step on PostgreSQL takes longer, and finds the same
    run_state_machine_as_test(
        lambda: Bookings(database_url),
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
