"""Booking in one sentence or a few taps: flats to look at, events, people's hours."""

from typing import Final

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from db.catalogue import SlotCard, slot_card, upcoming
from db.refusals import NotFound
from handlers.booking_steps import go_on
from handlers.choice import numbers, read_choice
from handlers.choosing import confirm, confirm_choice, offer
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Action, Tap
from handlers.reply import reply_with
from handlers.searching import Kind, Search
from knowledge import Knowledge, Understanding

KIND_OF: Final[dict[str, Kind]] = {
    "book_viewing": "viewing",
    "register_event": "event",
    "service_appointment": "appointment",
}
"""What each intent books."""


class TappedAction(Filter):
    """The button of an entry was tapped that is one of these actions. Its intent arrives as `intent`."""

    def __init__(self, *intents: str) -> None:
        self._intents = frozenset(intents)
        self._tap = Tap("ask")

    async def __call__(self, event: CallbackQuery, knowledge: Knowledge) -> bool | dict[str, str]:
        tapped = await self._tap(event)
        entry = knowledge.entry(tapped["tapped"][0]) if isinstance(tapped, dict) and tapped["tapped"] else None
        if entry is None or entry.kind != "action" or entry.intent not in self._intents:
            return False
        return {"intent": entry.intent}


async def book(_: Message, meant: Understanding, desk: Desk) -> None:
    """Answer a wish that was said."""
    intent = meant.intent or ""
    await _offer_or_say_not_yet(desk, Search.of(KIND_OF[intent], meant.slots), intent, said=meant.sentence)


async def book_on_tap(_: CallbackQuery, intent: str, desk: Desk) -> None:
    """Answer a wish that was tapped."""
    await _offer_or_say_not_yet(desk, Search(KIND_OF[intent]), intent)


async def search_on_tap(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Go on with a wish whose open question was answered."""
    search = Search.read(tapped[0], desk.knowledge.pack) if len(tapped) == 1 else None
    if search is None:
        await desk.tell(desk.say("refused-gone"))
        return
    await offer(desk, search)


async def pick(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """A time was chosen."""
    match numbers(tapped):
        case [slot_id, people]:
            card = await _card(desk, slot_id)
            if card is not None:
                await confirm(desk, card, people or None)
        case _:
            await desk.tell(desk.say("refused-gone"))


async def choose_ticket(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """A kind of place was chosen."""
    choice = await read_choice(desk, tapped)
    if choice is not None:
        await confirm_choice(desk, choice)


async def book_it(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The card was confirmed: ask for what is missing, or book."""
    choice = await read_choice(desk, tapped)
    if choice is not None:
        await go_on(desk, choice)


async def not_now(_: CallbackQuery, desk: Desk) -> None:
    """Nothing is booked."""
    await desk.state.clear()
    await desk.tell(desk.say("not-now"))


def router() -> Router:
    """The wishes, and the buttons that lead from them to a booking."""
    part = Router(name="booking")
    part.message.filter(Action(*KIND_OF))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(book)
    part.callback_query.register(book_on_tap, TappedAction(*KIND_OF))
    part.callback_query.register(search_on_tap, Tap("find"))
    part.callback_query.register(pick, Tap("pick"))
    part.callback_query.register(choose_ticket, Tap("seat"))
    part.callback_query.register(book_it, Tap("sure"))
    part.callback_query.register(not_now, Tap("notnow"))
    return part


async def _offer_or_say_not_yet(desk: Desk, search: Search, intent: str, *, said: str = "") -> None:
    """Where nothing of the kind is offered at all, the service is not there: that is said, with the telephone."""
    if (await desk.read(upcoming, now=desk.now, kind=search.kind, limit=1)).cards:
        await offer(desk, search, said=said)
        return
    entry = next(one for one in desk.knowledge.pack.entries if one.intent == intent)
    reply = reply_with(entry, desk.knowledge, language=desk.language, today=desk.now.date())
    await desk.tell(reply.text)


async def _card(desk: Desk, slot_id: int) -> SlotCard | None:
    try:
        return await desk.read(slot_card, slot_id=slot_id)
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
        return None
