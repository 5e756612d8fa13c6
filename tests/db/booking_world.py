"""Everything that is in the tables of booking at one moment, and what must always be true of it."""

from collections import Counter, defaultdict
from itertools import pairwise

from db import booking_tables as tables
from db.outbox_tables import outbox
from db.statuses import ACTIVE, NEXT, OWNING, STATUSES

ENDED = set(STATUSES) - ACTIVE

ALL = (
    tables.slot,
    tables.pool,
    tables.ticket,
    tables.need,
    tables.offering,
    tables.registration,
    tables.attendee,
    tables.claim,
    tables.booking_move,
    outbox,
)


class World:
    """The rows of all tables."""

    def __init__(self, connection):
        self.rows = {table.name: connection.execute(table.select().order_by(*table.primary_key)).all() for table in ALL}
        self.pools = {row.id: row for row in self.rows["pool"]}
        self.slots = {row.id: row for row in self.rows["slot"]}
        self.tickets = {row.id: row for row in self.rows["ticket"]}
        self.policies = {row.id: row.policy for row in self.rows["offering"]}
        self.registrations = {row.id: row for row in self.rows["registration"]}
        self.needs = defaultdict(dict)
        for row in self.rows["need"]:
            self.needs[row.ticket_id][row.pool_id] = row.units

    def __eq__(self, other):
        return self.rows == other.rows

    __hash__ = None

    def needs_of(self, one):
        pieces = one.party // self.tickets[one.ticket_id].persons
        return {pool: units * pieces for pool, units in self.needs[one.ticket_id].items()}

    def strict(self, one):
        return self.policies[self.slots[one.slot_id].offering_id]["parties"] == "strict"

    def waiting(self, now):
        """Those who wait and may still be offered seats, by ticket, in the order in which they came."""
        queues = defaultdict(list)
        for one in self.registrations.values():
            slot = self.slots[one.slot_id]
            if one.status == "waitlisted" and slot.status != "cancelled" and slot.starts_at > now:
                queues[one.ticket_id].append(one)
        return queues

    def fits(self, one):
        return all(
            self.pools[pool].taken + units <= self.pools[pool].capacity for pool, units in self.needs_of(one).items()
        )


def require_seats_balance(world):
    """No pool has more taken than it has; what is taken is what the ledger says; so is what waits."""
    taken, waiting = Counter(), Counter()
    for row in world.rows["claim"]:
        taken[row.pool_id] += row.units
    for one in world.registrations.values():
        if one.status == "waitlisted":
            waiting.update(world.needs_of(one).keys())
    for pool in world.pools.values():
        assert 0 <= pool.taken <= pool.capacity
        assert pool.taken == taken[pool.id]
        assert pool.waiting == waiting[pool.id]


def require_whole_claims(world):
    """Claims exist exactly for the statuses that own seats, whole for a party."""
    claims = defaultdict(dict)
    for row in world.rows["claim"]:
        claims[row.registration_id][row.pool_id] = row.units
    for one in world.registrations.values():
        assert claims[one.id] == (world.needs_of(one) if one.status in OWNING else {})


def require_one_place_at_a_time(world):
    """One active registration of a person in a slot; nobody and no mentor in two places at once."""
    people = defaultdict(list)
    companions = defaultdict(list)
    for row in world.rows["attendee"]:
        if row.user_id is not None:
            companions[row.registration_id].append(row.user_id)
    for one in world.registrations.values():
        if one.status in ACTIVE:
            for user in [one.user_id, *companions[one.id]]:
                people[user].append(world.slots[one.slot_id])
    mentors = defaultdict(list)
    for slot in world.slots.values():
        if slot.resource_id is not None and slot.status != "cancelled":
            mentors[slot.resource_id].append(slot)
    for slots in [*people.values(), *mentors.values()]:
        for first, second in pairwise(sorted(slots, key=lambda slot: slot.starts_at)):
            assert first.ends_at <= second.starts_at


def require_legal_moves(world):
    """Every registration came to its status by legal moves, each in the audit once."""
    moves = defaultdict(list)
    for row in world.rows["booking_move"]:
        moves[row.registration_id].append(row)
    assert moves.keys() == world.registrations.keys()
    for one in world.registrations.values():
        chain = [None, *(row.to_status for row in moves[one.id])]
        assert [row.from_status for row in moves[one.id]] == chain[:-1]
        assert chain[-1] == one.status
        assert len(moves[one.id]) == one.version
        assert all(after in NEXT[before] for before, after in pairwise(chain))


def require_a_fair_queue(world, now):
    """No free fitting seat while the head of a queue waits; where parties are skipped, while anybody waits."""
    for queue in world.waiting(now).values():
        for one in queue[:1] if world.strict(queue[0]) else queue:
            assert not world.fits(one)


def require_no_jump(before, after, now):
    """Nobody got seats whom somebody was before, in the same queue and on their own feet."""
    new = {one.id: one for one in after.registrations.values() if one.id not in before.registrations}
    called_up = {
        row.registration_id for row in after.rows["booking_move"] if row.to_status == "offered" and row.by_user
    }
    queues = after.waiting(now)
    for one in after.registrations.values():
        old = before.registrations.get(one.id)
        promoted = old is not None and (old.status, one.status) == ("waitlisted", "offered") and one.id not in called_up
        if (promoted or (one.id in new and one.status in OWNING)) and after.strict(one):
            assert not [ahead for ahead in queues[one.ticket_id] if ahead.id < one.id]


def require_words(world):
    """Who was promoted is told, once; who is reminded has something to be reminded of."""
    keys = {row.key for row in world.rows["outbox"]}
    for one in world.registrations.values():
        assert (one.status != "offered") or f"promoted:reg{one.id}" in keys
    for row in world.rows["outbox"]:
        if row.kind == "remind" and row.state == "queued":
            assert world.registrations[row.data["registration"]].status in {"confirmed", "checked_in", "no_show"}


def require_nobody_goes_to_what_is_off(world):
    """Nobody has seats, or waits for them, in a slot that was called off."""
    for one in world.registrations.values():
        assert world.slots[one.slot_id].status != "cancelled" or one.status in {"checked_in", "no_show", *ENDED}


def require_nothing_overdue(world, now):
    """After a tick no hold, no offer and no waiting is left over."""
    for one in world.registrations.values():
        assert one.until is None or one.until > now
        assert one.until is not None or one.status not in {"held", "offered", "waitlisted", "pending"}


def require_all(before, after, now):
    """Everything that is true at every moment."""
    require_seats_balance(after)
    require_whole_claims(after)
    require_one_place_at_a_time(after)
    require_legal_moves(after)
    require_a_fair_queue(after, now)
    require_no_jump(before, after, now)
    require_words(after)
    require_nobody_goes_to_what_is_off(after)
