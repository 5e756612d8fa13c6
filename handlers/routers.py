"""The routers in the order in which they are asked: the first that takes a message answers it."""

from aiogram import Router

from handlers import (
    answers,
    booking,
    booking_steps,
    bookings,
    browsing,
    commands,
    door,
    feedback,
    linking,
    other_kinds,
    own_fields,
    privacy,
    rescheduling,
    staff,
    staff_desk,
)


def conversation() -> list[Router]:
    """The whole conversation, made afresh: aiogram lets a router belong to one dispatcher only."""
    return [
        staff_desk.router(),
        door.router(),
        staff.router(),
        linking.router(),
        bookings.commands(),
        booking_steps.router(),
        commands.router(),
        staff_desk.form(),
        privacy.router(),
        own_fields.router(),
        feedback.router(),
        bookings.router(),
        rescheduling.router(),
        booking.router(),
        browsing.router(),
        answers.router(),
        other_kinds.router(),
    ]
