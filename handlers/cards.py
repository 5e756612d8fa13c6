"""How what can be booked, and what is booked, is written in words."""

from datetime import datetime

from db.catalogue import Booking, SlotCard, TicketLeft
from db.slots import PoolLeft
from handlers.choice import details_words
from handlers.desk import Voice


def moment(voice: Voice, at: datetime) -> str:
    """A moment in full, with the day of the week; with the year when it is another one."""
    local = at.astimezone(voice.zone)
    words = "moment" if local.year == voice.now.astimezone(voice.zone).year else "moment-of-another-year"
    return voice.say(
        words,
        year=str(local.year),
        month=local.month,
        day=local.day,
        weekday=local.isoweekday(),
        clock=f"{local:%H:%M}",
    )


def short_moment(voice: Voice, at: datetime) -> str:
    """A moment short enough for a button."""
    local = at.astimezone(voice.zone)
    return voice.say(
        "moment-short", month=local.month, day=local.day, weekday=local.isoweekday(), clock=f"{local:%H:%M}"
    )


def title(voice: Voice, card: SlotCard) -> str:
    """What it is called; a sample says that it is one."""
    name = voice.words(card.title)
    return voice.say("sample-title", title=name) if card.sample else name


def span(voice: Voice, card: SlotCard) -> str:
    """From when till when."""
    return f"{moment(voice, card.starts_at)}–{card.ends_at.astimezone(voice.zone):%H:%M}"


def head(voice: Voice, card: SlotCard) -> str:
    """Name, time and place of a slot, in three lines."""
    return "\n".join(
        [
            title(voice, card),
            span(voice, card),
            voice.say("card-place", place=voice.words(card.place)),
        ]
    )


def seats(voice: Voice, ticket: TicketLeft) -> str:
    """How many places of a ticket are left, or how many wait."""
    name = voice.words(ticket.title)
    if ticket.left > 0 and not ticket.waiting:
        return voice.say("seats-left", ticket=name, left=ticket.left)
    return voice.say("seats-none", ticket=name, waiting=ticket.waiting)


def pool_name(voice: Voice, card: SlotCard, one: PoolLeft) -> str:
    """Whose seats a pool holds: everybody's, or those of the tickets for one person that take from it."""
    takers = [ticket for ticket in card.tickets if ticket.id in one.tickets]
    if len(takers) == len(card.tickets):
        return voice.say("pool-of-all")
    alone = [ticket for ticket in takers if ticket.persons == 1] or takers
    return voice.say("list-comma").join(voice.words(ticket.title) for ticket in alone)


def browse_card(voice: Voice, card: SlotCard) -> str:
    """A slot as people browse it: name, when, where, seats left of each ticket, deadline."""
    lines = [head(voice, card), " · ".join(seats(voice, ticket) for ticket in card.tickets)]
    if card.closes_at < card.starts_at:
        lines.append(voice.say("card-closes", moment=moment(voice, card.closes_at)))
    return "\n".join(lines)


def booking_words(voice: Voice, booking: Booking) -> str:
    """A booking with its status in words, and who comes along."""
    lines = [head(voice, booking.card), status_words(voice, booking)]
    if along := details_words(voice, booking.registration.details):
        lines.append(along)
    return "\n".join(lines)


def status_words(voice: Voice, booking: Booking) -> str:
    """How a booking stands."""
    one = booking.registration
    until = "" if one.until is None else moment(voice, one.until)
    name = f"status-{one.status.replace('_', '-')}"
    return voice.say(
        name,
        ticket=voice.words(booking.ticket.title),
        party=one.party if booking.card.kind == "event" else 0,
        position=booking.position or 0,
        until=until,
        code=one.code,
    )
