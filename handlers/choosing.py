"""From a wish to one confirmation card: which offering, which time, which ticket; only what is missing is asked."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aiogram.types import InlineKeyboardButton

from db.catalogue import SlotCard, TicketLeft, upcoming
from db.profile import own_profile
from handlers.cards import browse_card, head, short_moment, title
from handlers.choice import Choice, details_words
from handlers.desk import Desk, Row
from handlers.searching import Search, cursor
from knowledge import Open, When, settle, told_apart

LOOKED_AT: Final = 80
"""How many times are looked at for one wish."""
OTHERS: Final = 3
"""How many other times stand under a confirmation card."""
CHOICES: Final = 8
"""How many choices are shown at once."""
LISTED: Final = 5
"""How many events are shown at once."""


async def offer(desk: Desk, search: Search, *, said: str = "") -> None:
    """Answer a wish: a confirmation card, or the one question that is open. `said`: the sentence, if there was one."""
    if search.when is not None and search.when.ambiguous:
        await _ask_open(desk, search, search.when.ambiguous)
        return
    if search.when is not None and search.when.past:
        await _offer_others(desk, search, "none-past")
        return
    cards = await find(desk, search)
    if not cards:
        await _offer_others(desk, search, "none-then")
        return
    offerings = _soonest(cards)
    if len(offerings) > 1 and (named := told_apart(said, [desk.words(one.title) for one in offerings])) is not None:
        cards = [card for card in cards if card.offering_id == offerings[named].offering_id]
        offerings = offerings[named : named + 1]
    timed = search.when is not None
    if len(offerings) > 1 and search.kind == "event":
        await list_cards(desk, search, cards)
    elif len(offerings) > 1 and search.subject is None:
        await _ask_which(desk, search, offerings)
    elif len(cards) > 1 and not timed:
        await _ask_time(desk, cards, search.people)
    else:
        await confirm(desk, cards[0], search.people, others=cards[1 : OTHERS + 1])


async def find(desk: Desk, search: Search, *, limit: int = LOOKED_AT) -> list[SlotCard]:
    """The times that fit a wish, soonest first; those with seats before those without."""
    since, before = search.window(desk.zone)
    page = await desk.read(
        upcoming,
        now=desk.now,
        kind=search.kind,
        subjects=search.subjects(desk.knowledge.pack),
        since=since,
        before=before,
        limit=limit,
    )
    fitting = [card for card in page.cards if search.fits(card.starts_at, desk.zone)]
    return sorted(fitting, key=lambda card: not any(ticket.left > 0 for ticket in card.tickets))


def _soonest(cards: Sequence[SlotCard]) -> list[SlotCard]:
    """The first card of each offering."""
    return list({card.offering_id: card for card in reversed(cards)}.values())[::-1]


async def list_cards(desk: Desk, search: Search, cards: Sequence[SlotCard]) -> None:
    """Several events, soonest first: each in short, each with a button."""
    soonest = sorted(cards, key=lambda card: (card.starts_at, card.slot_id))
    shown = soonest[:LISTED]
    texts = [desk.say("ask-event"), *(browse_card(desk, card) for card in shown)]
    rows: list[Row] = [[_pick(desk, card, search.people, named=True)] for card in shown]
    if len(soonest) > LISTED:
        last = cursor((shown[-1].starts_at, shown[-1].slot_id))
        rows.append([desk.key(desk.say("button-more"), "more", search.write(), last)])
    await desk.tell("\n\n".join(texts), rows)


async def confirm(desk: Desk, card: SlotCard, people: int | None, *, others: Sequence[SlotCard] = ()) -> None:
    """The card that a booking is confirmed on; or the choice of a ticket, when more than one would do."""
    profile = await desk.read(own_profile, vault=desk.vault, user_id=desk.user_id)
    tickets = fitting_tickets(card, people, gender=profile.get("gender"))
    if len(tickets) == 1:
        [(ticket, party)] = tickets
        choice = Choice(card, ticket, party).with_people(people)
        await confirm_choice(desk, choice, others=others, people=people)
        return
    words = "choose-ticket-full" if all(waits(ticket, party) for ticket, party in tickets) else "choose-ticket"
    values: dict[str, str | int] = {}
    if not tickets:
        tickets = [(ticket, ticket.persons) for ticket in card.tickets]
        words = "party-size"
        values = {
            "least": min(ticket.persons for ticket in card.tickets),
            "most": max(ticket.most for ticket in card.tickets),
        }
    text = f"{browse_card(desk, card)}\n{desk.words(card.description)}\n\n{desk.say(words, **values)}"
    rows: list[Row] = [
        [desk.key(desk.words(ticket.title), "seat", card.slot_id, ticket.id, party)] for ticket, party in tickets
    ]
    await desk.tell(text, [*rows, [desk.key(desk.say("button-not-now"), "notnow")]])


def fitting_tickets(card: SlotCard, people: int | None, *, gender: str | None) -> list[tuple[TicketLeft, int]]:
    """The tickets that would do for so many people, each with its party.

    Viewings and appointments are for whoever comes. A ticket for exactly so many is better than one that can be had
    several times; where seats are for men and for women, the person's own is meant.
    """
    if card.kind != "event":
        return [(ticket, ticket.persons) for ticket in card.tickets[:1]]
    if len(card.tickets) == 1 and people is None:
        return [(card.tickets[0], card.tickets[0].persons)]
    if people is None and gender is None:
        return [(ticket, ticket.persons) for ticket in card.tickets]
    wanted = people or 1
    fitting = [one for one in card.tickets if one.persons <= wanted <= one.most and wanted % one.persons == 0]
    exact = [one for one in fitting if one.persons == wanted]
    best = exact or fitting
    if gender is not None and any(one.key == gender for one in best):
        best = [one for one in best if one.key == gender]
    return [(ticket, wanted) for ticket in best]


async def confirm_choice(
    desk: Desk, choice: Choice, *, others: Sequence[SlotCard] = (), people: int | None = None
) -> None:
    """The card: what, when in full, where, for whom, and what follows; one tap books."""
    card, ticket, party = choice.card, choice.ticket, choice.party
    say = desk.say
    full = waits(ticket, party)
    lines = [say("confirm-title"), head(desk, card)]
    if card.kind == "event":
        lines.append(say("confirm-party", ticket=desk.words(ticket.title), party=party))
    if along := details_words(desk, choice.details):
        lines.append(along)
    lines.append(desk.words(card.description))
    if full:
        lines.append(say("confirm-full", waiting=ticket.waiting))
    if ticket.agreement:
        lines.append(say("confirm-agreement"))
    if card.policy.approval:
        lines.append(say("confirm-approval"))
    words = "button-wait" if full else "button-register" if card.kind == "event" else "button-book"
    rows: list[Row] = [[desk.key(say(words), "sure", *choice.step)]]
    for other in others:
        at = say("button-other-time", moment=short_moment(desk, other.starts_at))
        rows.append([desk.key(at, "pick", other.slot_id, people or 0)])
    rows.append([desk.key(say("button-not-now"), "notnow")])
    await desk.tell("\n".join(lines), rows)


def waits(ticket: TicketLeft, party: int) -> bool:
    """Whether a party would have to wait for seats."""
    return ticket.left < party // ticket.persons or ticket.waiting > 0


async def _ask_open(desk: Desk, search: Search, opens: Sequence[Open]) -> None:
    """All that is open, in one message: each button answers everything at once."""
    questions: list[str] = []
    wishes: list[tuple[str, Search]] = [("", search)]
    if search.subject is None and search.kind != "event":
        subjects = _subjects(desk, await find(desk, Search(search.kind)))
        if 1 < len(subjects) <= CHOICES // math.prod(len(asked.values) for asked in opens):
            questions.append(desk.say("ask-which"))
            wishes = [(name, replace(search, subject=subject)) for subject, name in subjects.items()]
    for asked in opens:
        questions.append(desk.say(f"ask-{asked.ask}"))
        settled: list[tuple[str, Search]] = []
        for label, wish in wishes:
            for value in asked.values:
                clear = replace(wish, when=settle(wish.when or When(), asked, value))
                settled.append((f"{label} {_spoken(desk, clear, asked, value)}".strip(), clear))
        wishes = settled
    rows: list[Row] = [[desk.key(label, "find", wish.write())] for label, wish in wishes[:CHOICES]]
    await desk.tell("\n".join(questions), rows)


def _spoken(desk: Desk, search: Search, asked: Open, value: str) -> str:
    since, before = search.window(desk.zone)
    if asked.slot == "time" or since is None or before is None:
        return value.replace("/", "–")
    first = short_moment(desk, since).rsplit(" ", 1)[0]
    last = short_moment(desk, before - timedelta(days=1)).rsplit(" ", 1)[0]
    return first if first == last else f"{first}–{last}"


async def _ask_which(desk: Desk, search: Search, offerings: Sequence[SlotCard]) -> None:
    rows: list[Row] = [
        [desk.key(name, "find", replace(search, subject=subject).write())]
        for subject, name in _subjects(desk, offerings).items()
    ]
    await desk.tell(desk.say("ask-which"), rows[:CHOICES])


def _subjects(desk: Desk, cards: Sequence[SlotCard]) -> dict[str, str]:
    """What the cards are about, each once, by its id, with its name."""
    names = {one.id: one.name.said_in(desk.language) for one in desk.knowledge.pack.subjects}
    found: dict[str, str] = {}
    for card in cards:
        subject = card.subject.partition(":")[2]
        found.setdefault(subject, names.get(subject) or title(desk, card))
    return found


async def _ask_time(desk: Desk, cards: Sequence[SlotCard], people: int | None) -> None:
    named = len({card.offering_id for card in cards}) > 1
    name = title(desk, cards[0])
    if named:
        kind, subject = cards[0].subject.split(":", 1)
        found = next((one.name for one in desk.knowledge.pack.subjects if (one.kind, one.id) == (kind, subject)), None)
        name = found.said_in(desk.language) if found else name
    apart = spread(desk, cards)
    await desk.tell(
        desk.say("ask-time", title=name), [[_pick(desk, card, people, named=named)] for card in apart[:CHOICES]]
    )


def spread(desk: Desk, cards: Sequence[SlotCard]) -> list[SlotCard]:
    """Times of several days rather than all of the first: at most two of one day and offering."""
    shown: list[SlotCard] = []
    for card in cards:
        day = card.starts_at.astimezone(desk.zone).date()
        same = [one for one in shown if one.starts_at.astimezone(desk.zone).date() == day]
        if len([one for one in same if one.offering_id == card.offering_id]) < 2:  # noqa: PLR2004 - see above
            shown.append(card)
    return shown


async def _offer_others(desk: Desk, search: Search, words: str) -> None:
    """Nothing fits: say so, and offer what comes nearest."""
    say, pack = desk.say, desk.knowledge.pack
    cards = await find(desk, Search(search.kind, search.subject))
    if not cards and search.subject is not None:
        cards, words = await find(desk, Search(search.kind)), "none-of-that"
    if not cards:
        await desk.tell(say("none-of-it", phone=pack.phone, office=pack.office.said_in(desk.language)))
        return
    wanted = search.window(desk.zone)[0] or desk.now
    near = sorted(cards, key=lambda card: abs(card.starts_at - wanted))[:5]
    near.sort(key=lambda card: card.starts_at)
    named = len({card.offering_id for card in near}) > 1
    await desk.tell(say(words), [[_pick(desk, card, search.people, named=named)] for card in near])


def _pick(desk: Desk, card: SlotCard, people: int | None, *, named: bool = False) -> InlineKeyboardButton:
    when = short_moment(desk, card.starts_at)
    name = f"{desk.words(card.title)} {when}" if named else when
    return desk.key(name, "pick", card.slot_id, people or 0)
