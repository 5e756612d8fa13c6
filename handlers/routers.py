"""The routers in the order in which they are asked: the first that takes a message answers it."""

from aiogram import Router

from handlers import answers, commands, feedback, linking, other_kinds, own_fields, privacy, staff


def conversation() -> list[Router]:
    """The whole conversation, made afresh: aiogram lets a router belong to one dispatcher only."""
    return [
        staff.router(),
        linking.router(),
        commands.router(),
        privacy.router(),
        own_fields.router(),
        feedback.router(),
        answers.router(),
        other_kinds.router(),
    ]
