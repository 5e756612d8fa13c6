"""The routers in the order in which they are asked: the first that takes a message answers it."""

from typing import Final

from aiogram import Router
from aiogram.filters import Filter

from handlers import (
    answers,
    booking,
    booking_steps,
    bookings,
    broadcast_audience,
    broadcast_running,
    broadcast_writing,
    broadcasting,
    browsing,
    calling_off,
    commands,
    companions,
    door,
    event_rating,
    feedback,
    flats,
    linking,
    notices,
    offering_import,
    other_kinds,
    own_fields,
    privacy,
    rescheduling,
    staff,
    staff_desk,
    staff_slots,
    subscribing,
    tagging,
)
from handlers.commands import EVERYWHERE
from handlers.filters import AnyAction, InAForm, MoreThanAQuestion, SlashCommand
from handlers.own_fields import CHANGE_NAME, CHANGE_PHONE
from handlers.privacy import MINE, WITHDRAW
from handlers.subscribing import STOP

WORDS: Final = (*STOP, *EVERYWHERE, *MINE, *WITHDRAW, *CHANGE_PHONE, *CHANGE_NAME)
"""All words that mean something of their own wherever they are said."""


def conversation() -> list[Router]:
    """The whole conversation, made afresh: aiogram lets a router belong to one dispatcher only.

    A form's answer comes before what its words may mean; the words that work in every form, the forms leave alone.
    """
    return [
        _only(
            MoreThanAQuestion(*WORDS),
            subscribing.stopping(),
            _only(
                SlashCommand(),
                staff_slots.router(),
                staff_desk.router(),
                broadcasting.router(),
                tagging.router(),
                door.router(),
                staff.router(),
                linking.router(),
                bookings.commands(),
                companions.commands(),
            ),
            _only(
                InAForm(),
                booking_steps.router(),
                broadcast_writing.router(),
                broadcast_audience.router(),
                event_rating.router(),
                calling_off.router(),
                own_fields.form(),
                staff_desk.form(),
                broadcasting.form(),
                offering_import.router(),
            ),
            broadcast_running.router(),
            commands.router(),
            privacy.router(),
            own_fields.router(),
            feedback.router(),
            notices.router(),
            _only(AnyAction(), bookings.router(), rescheduling.router(), booking.router(), subscribing.router()),
            companions.router(),
            flats.router(),
            browsing.router(),
        ),
        answers.router(),
        other_kinds.router(),
    ]


def _only(worth_asking: Filter, *routers: Router) -> Router:
    """Put routers behind one look, which most messages do not pass: each router's own costs every message as much."""
    together = Router()
    together.message.filter(worth_asking)
    together.include_routers(*routers)
    return together
