"""A copy of everything held about a person: to read, and for programs."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from locales import Say

Held = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table, as `db.own_data.everything_about` gives them."""


def as_text(held: Held, *, say: Say, now: datetime) -> str:
    """To read: a section for each kind, a line for each value. Times are those of `now`'s zone."""
    parts = [say("export-intro", name=say("bot-name"), date=_moment(now, now))]
    for table, rows in held.items():
        parts.append(f"\n【{say(f'held-{table}')}】")
        if not rows:
            parts.append(say("export-empty"))
        for row in rows:
            values = [f"{say(f'held-col-{name}')}：{_readable(value, now)}" for name, value in row.items() if value]
            parts.append("· " + "；".join(values))
    return "\n".join(parts) + "\n"


def as_json(held: Held) -> str:
    """For programs: tables, rows and columns as the database names them, times in UTC."""
    return json.dumps(held, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _readable(value: Any, now: datetime) -> str:
    if isinstance(value, datetime):
        return _moment(value, now)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)


def _moment(moment: datetime, now: datetime) -> str:
    return f"{moment.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
