"""Why a booking is not made or changed: each reason has a name, and carries what a sentence about it needs."""

from dataclasses import dataclass
from datetime import datetime


class Refused(Exception):
    """Nothing was changed; the class says why."""


class NotFound(Refused):
    """There is no such slot, ticket, offering or registration, or it is not this person's."""


class UnknownCode(Refused):
    """No registration and no invitation has this code."""


@dataclass(eq=False)
class NotOpenYet(Refused):
    """Registration opens later."""

    opens_at: datetime


class Closed(Refused):
    """Registration is over, or the slot was closed or cancelled."""


class SlotFull(Refused):
    """There are no seats for this party, or others wait for them already."""


class NobodyWaits(Refused):
    """There is nobody on the waiting list whom the free seats would do."""


@dataclass(eq=False)
class PartySize(Refused):
    """A ticket is for so many persons: whole multiples of `persons`, `most` at the most."""

    persons: int
    most: int


@dataclass(eq=False)
class AlreadyRegistered(Refused):
    """The person has an active registration in this slot."""

    registration_id: int


@dataclass(eq=False)
class BusyThen(Refused):
    """The person is registered for something else at that time."""

    registration_id: int


@dataclass(eq=False)
class TooLate(Refused):
    """The time for this is over: the deadline for cancelling, a hold's or an offer's end, check-in after the event."""

    until: datetime


@dataclass(eq=False)
class TooEarly(Refused):
    """Check-in begins later."""

    begins_at: datetime


@dataclass(eq=False)
class WrongStatus(Refused):
    """The registration's status does not allow it."""

    status: str


@dataclass(eq=False)
class AlreadyCheckedIn(Refused):
    """The ticket was scanned before: when, and by whom."""

    at: datetime
    by: int | None


class NotAgreed(Refused):
    """Somebody named in the registration has not agreed yet, or names are missing."""


@dataclass(eq=False)
class CapacityBelowTaken(Refused):
    """There cannot be fewer seats than are taken."""

    taken: int


@dataclass(eq=False)
class ResourceBusy(Refused):
    """The mentor (or room) has another slot at that time."""

    starts_at: datetime


class SlotInUse(Refused):
    """The times of a slot in which somebody is registered do not change: cancel it, or make another."""


@dataclass(eq=False)
class BadOffering(Refused):
    """What was handed in cannot be offered: the field, what is wrong with it, and what is allowed."""

    field: str
    problem: str
