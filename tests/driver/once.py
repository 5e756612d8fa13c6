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
from aiogram.types import Update

import db.database


class _Signatures:
    """inspect as it is, which looks at each piece of code once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, bool], inspect.Signature] = {}

    def signature(self, callback: Callable[..., Any]) -> inspect.Signature:
        method = callback if hasattr(callback, "__code__") else type(callback).__call__
        key = (getattr(method, "__code__", callback), inspect.ismethod(callback))
        if key not in self._known:
            self._known[key] = inspect.signature(callback)
        return self._known[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)


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


def ready_to_fork() -> None:
    """Import all of the program, for processes that are forks of this one."""
    for name in ("asyncpg", "uvloop", "bot.cli", "bot.delivering", "bot.serving"):
        import_module(name)
    gc.collect()
    gc.freeze()  # a fork's search for garbage would otherwise copy all of it


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Share between all starts what is the same in all of them."""
    with ExitStack() as stack:
        stack.enter_context(patch("aiogram.dispatcher.event.handler.inspect", _Signatures()))
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
