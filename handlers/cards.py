"""How what can be booked, and what is booked, is written in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from db.catalogue import Booking, SlotCard, TicketLeft
from handlers.desk import Desk
from locales import Language, Say


def moment(at: datetime, *, zone: ZoneInfo, now: datetime, say: Say) -> str:
    """A moment in full, with the day of the week; with the year when it is another one."""
    local = at.astimezone(zone)
    words = "moment" if local.year == now.astimezone(zone).year else "moment-of-another-year"
    return say(
        words,
        year=str(local.year),
        month=local.month,
        day=local.day,
        weekday=local.isoweekday(),
        clock=f"{local:%H:%M}",
    )


def short_moment(at: datetime, *, zone: ZoneInfo, say: Say) -> str:
    """A moment short enough for a button."""
    local = at.astimezone(zone)
    return say("moment-short", month=local.month, day=local.day, weekday=local.isoweekday(), clock=f"{local:%H:%M}")


def title(card: SlotCard, *, language: Language, say: Say) -> str:
    """What it is called; a sample says that it is one."""
    name = card.title.get(language) or card.title["zh"]
    return say("sample-title", title=name) if card.sample else name


def span(card: SlotCard, *, zone: ZoneInfo, now: datetime, say: Say) -> str:
    """From when till when."""
    return f"{moment(card.starts_at, zone=zone, now=now, say=say)}–{card.ends_at.astimezone(zone):%H:%M}"


def head(desk: Desk, card: SlotCard) -> str:
    """Name, time and place of a slot, in three lines."""
    return "\n".join(
        [
            title(card, language=desk.language, say=desk.say),
            span(card, zone=desk.zone, now=desk.now, say=desk.say),
            desk.say("card-place", place=desk.words(card.place)),
        ]
    )


def seats(desk: Desk, ticket: TicketLeft) -> str:
    """How many places of a ticket are left, or how many wait."""
    name = desk.words(ticket.title)
    if ticket.left > 0 and not ticket.waiting:
        return desk.say("seats-left", ticket=name, left=ticket.left)
    return desk.say("seats-none", ticket=name, waiting=ticket.waiting)


def browse_card(desk: Desk, card: SlotCard) -> str:
    """A slot as people browse it: name, when, where, seats left of each ticket, deadline."""
    lines = [head(desk, card), " · ".join(seats(desk, ticket) for ticket in card.tickets)]
    if card.closes_at < card.starts_at:
        lines.append(desk.say("card-closes", moment=moment(card.closes_at, zone=desk.zone, now=desk.now, say=desk.say)))
    return "\n".join(lines)


def booking_words(desk: Desk, booking: Booking) -> str:
    """A booking with its status in words."""
    return f"{head(desk, booking.card)}\n{status_words(desk, booking)}"


def status_words(desk: Desk, booking: Booking) -> str:
    """How a booking stands."""
    one = booking.registration
    until = "" if one.until is None else moment(one.until, zone=desk.zone, now=desk.now, say=desk.say)
    name = f"status-{one.status.replace('_', '-')}"
    return desk.say(
        name,
        ticket=desk.words(booking.ticket.title),
        party=one.party,
        position=booking.position or 0,
        until=until,
        code=one.code,
    )
