"""How was it? One to five stars, and a word, after what people went to."""

from typing import Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from db.catalogue import Booking
from db.ratings import STARS, rate, say_why
from db.refusals import NotFound
from handlers.cards import title
from handlers.choice import numbers
from handlers.commands import EVERYWHERE
from handlers.desk import AtTheDesk, Desk, Voice
from handlers.filters import Answer, Tap

LONGEST: Final = 500
"""Signs of a word that is kept."""


class HowWasIt(StatesGroup):
    """The form after the stars: one free sentence."""

    word = State()


def question(booking: Booking, voice: Voice) -> tuple[str, InlineKeyboardMarkup]:
    """What somebody is asked about what they went to, with a button for each number of stars."""
    number = booking.registration.id
    keys = [voice.key("★" * stars, "stars", number, stars) for stars in STARS]
    return voice.say("rate-ask", title=title(voice, booking.card)), InlineKeyboardMarkup(
        inline_keyboard=[keys[:3], keys[3:]]
    )


async def take_stars(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Keep the stars, and ask for a word."""
    try:
        match numbers(tapped):
            case [registration_id, stars]:
                await desk.write(rate, registration_id=registration_id, user_id=desk.user_id, stars=stars, now=desk.now)
            case _:
                raise NotFound
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
        return
    await desk.state.set_state(HowWasIt.word)
    await desk.state.set_data({"rated": registration_id})
    await desk.tell(desk.say("rate-ask-word"))


async def take_word(_: Message, sentence: str, desk: Desk) -> None:
    """Keep the word."""
    rated = (await desk.state.get_data()).get("rated", 0)
    await desk.state.clear()
    await desk.write(say_why, registration_id=rated, user_id=desk.user_id, words=sentence[:LONGEST])
    await desk.tell(desk.say("rate-thanks"))


def router() -> Router:
    """The buttons under the question, and the one-sentence form."""
    part = Router(name="event rating")
    part.message.filter(StateFilter(HowWasIt.word), Answer(*EVERYWHERE))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(take_word)
    part.callback_query.register(take_stars, Tap("stars"))
    return part
