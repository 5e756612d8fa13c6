"""The program's own log, written as it is in operation, for the tests to read and to wait for."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import structlog

from bot.logs import set_up_logs

Line = dict[str, Any]
PATIENCE = 30.0
"""Seconds that a line is waited for."""


class Log(io.TextIOBase):
    """What went to standard error, one JSON object a line."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._wanted: list[tuple[str, asyncio.Future[Line]]] = []

    def write(self, text: str) -> int:
        self.text += text
        for part in text.splitlines():
            line = _parsed(part)
            for event, found in self._wanted:
                if line.get("event") == event and not found.done():
                    found.get_loop().call_soon_threadsafe(_settle, found, line)
        return len(text)

    def isatty(self) -> bool:
        return False

    @property
    def lines(self) -> list[Line]:
        """Everything logged so far."""
        return [_parsed(part) for part in self.text.splitlines() if part.strip()]

    def of(self, event: str) -> list[Line]:
        """The lines of one event."""
        return [line for line in self.lines if line.get("event") == event]

    @property
    def complaints(self) -> list[Line]:
        """Lines that nobody wants to see: errors, and whatever has a stack."""
        return [line for line in self.lines if line.get("level") in {"error", "critical"} or "exception" in line]

    def stays_calm(self) -> None:
        """Find no complaint."""
        assert not self.complaints, json.dumps(self.complaints, ensure_ascii=False, indent=1)[-3000:]

    def expect(self, event: str) -> asyncio.Future[Line]:
        """The next line of an event."""
        found: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._wanted.append((event, found))
        return found


def _parsed(part: str) -> Line:
    try:
        line = json.loads(part)
    except ValueError:
        return {"event": part, "level": "error"}  # not one of ours: let it be noticed
    return line if isinstance(line, dict) else {"event": part}


def _settle(found: asyncio.Future[Line], line: Line) -> None:
    if not found.done():
        found.set_result(line)


@contextmanager
def logging_to(log: Log) -> Iterator[None]:
    """Set the program's log up as `jinyue run` does, into `log`, and take that back afterwards."""
    configure = structlog.configure
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def configure_uncached(**options: Any) -> None:
        configure(**options | {"cache_logger_on_first_use": False})  # the next test has another log

    with patch.object(sys, "stderr", log), patch.object(structlog, "configure", configure_uncached):
        set_up_logs("json", "debug")
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)
