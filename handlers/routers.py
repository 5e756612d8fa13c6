"""The routers in the order in which they are asked: the first that takes a message answers it."""

from aiogram import Router

from handlers import answers, commands, feedback, other_kinds

PARTS = (commands.router, feedback.router, answers.router, other_kinds.router)


def conversation() -> Router:
    """The whole conversation as one router, made afresh: aiogram lets a router belong to one dispatcher only."""
    everything = Router(name="conversation")
    for part in PARTS:
        everything.include_router(_copy(part))
    return everything


def _copy(part: Router) -> Router:
    copy = Router(name=part.name)
    for name, observer in part.observers.items():
        for handler in observer.handlers:
            filters = [found.callback for found in handler.filters or ()]
            copy.observers[name].register(handler.callback, *filters, flags=handler.flags)
    return copy
