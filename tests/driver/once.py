"""What every start of the program works out anew, worked out once for all starts in this process.

A program that runs for months does not notice. Here a thousand start in one process, and each would look at the same
handlers, and have the same statements made into SQL.
"""

import gc
import inspect
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from importlib import import_module
from typing import Any
from unittest.mock import patch

import sqlalchemy.ext.asyncio
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.types import Update
from httpx import create_ssl_context

import db.database
from handlers.routers import conversation
from locales import LANGUAGES, say_in


def _looked_at_once(look: Callable[[CallableObject], None]) -> Callable[[CallableObject], None]:
    """What aiogram notes of a handler or a filter, looked at once for each piece of code.

    Every router has an observer for each of aiogram's two dozen kinds of update, and every observer a handler.
    """
    known: dict[Any, tuple[bool, set[str], bool]] = {}

    def note(self: CallableObject) -> None:
        callback = inspect.unwrap(self.callback) if hasattr(self.callback, "__wrapped__") else self.callback
        method = callback if hasattr(callback, "__code__") else type(callback).__call__
        key = (type(callback), getattr(method, "__code__", callback))
        if key not in known:
            look(self)
            known[key] = (self.awaitable, self.params, self.varkw)
        self.awaitable, self.params, self.varkw = known[key]

    return note


class _Statements(dict[Any, Any]):
    """Compiled statements, which SQLAlchemy keeps for each connection's dialect: here for each kind of database."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._shared(key), default)

    def __setitem__(self, key: Any, statement: Any) -> None:
        super().__setitem__(self._shared(key), statement)

    @staticmethod
    def _shared(key: Any) -> Any:
        dialect, *rest = key
        return (dialect.name, dialect.driver, *rest)


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Share between all starts what is the same in all of them."""
    with ExitStack() as stack:
        look = _looked_at_once(CallableObject.__post_init__)
        stack.enter_context(patch.object(CallableObject, "__post_init__", look))
        shared = {"compiled_cache": _Statements()}
        for module, name in ((db.database, "create_engine"), (sqlalchemy.ext.asyncio, "create_async_engine")):
            make = getattr(module, name)
            stack.enter_context(patch.object(module, name, partial(make, execution_options=shared)))
        # Each client reads all authorities of this world; nothing here is called by https.
        stack.enter_context(patch("ssl.create_default_context", cache(ssl.create_default_context)))
        # aiogram remembers the last 128 updates, and by them 128 programs with all that they had.
        forgetful = property(inspect.unwrap(vars(Update)["event_type"].fget))
        stack.enter_context(patch.object(Update, "event_type", forgetful))
        yield


@contextmanager
def ready_to_fork() -> Iterator[None]:
    """Import all of the program and work out what all starts share, for processes that are forked meanwhile."""
    for name in ("asyncpg", "uvloop", "bot.cli", "bot.delivering", "bot.serving"):
        import_module(name)
    with worked_out_once():
        conversation()
        for language in LANGUAGES:
            say_in(language)
        create_ssl_context()
        gc.collect()
        gc.freeze()  # a fork's search for garbage would otherwise copy all of it
        yield
