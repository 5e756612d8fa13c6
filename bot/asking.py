"""``jinyue ask``: one answer, or many, as a person would see them. No chat framework, no database."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from handlers.reply import answer
from knowledge import Knowledge

SHOWN = 8
"""Matches that are explained."""


def answers_in_lines(lines: Iterable[str], knowledge: Knowledge, now: datetime) -> Iterator[str]:
    """An answer line for each question line; a line that cannot be read gets one with an ``error``."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            question = asked["q"]
            if not isinstance(question, str):
                raise TypeError("q is not a text")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            problem = f'line {number}: expected {{"id": …, "q": "…"}}: {error}'
            yield json.dumps({"id": None, "error": problem}, ensure_ascii=False)
            continue
        yield json.dumps({"id": asked.get("id"), **_answered(question, knowledge, now)}, ensure_ascii=False)


def _answered(question: str, knowledge: Knowledge, now: datetime) -> dict[str, Any]:
    reply = answer(question, knowledge, now=now)
    return {
        "answer": reply.text,
        "intent": reply.intent,
        "entry": reply.entry,
        "confidence": round(reply.confidence, 4),
        "refused": reply.refused,
        "slots": dict(reply.slots),
        "suggestions": [entry.title.said_in(reply.language) for entry in reply.suggestions],
    }


def explain(question: str, knowledge: Knowledge, now: datetime, screen: Console) -> None:
    """Print what a sentence was understood to mean, and what speaks for each match."""
    meant = knowledge.understand(question, now=now)
    screen.print(f"{meant.decision.value} · {meant.language} · slots {dict(meant.slots)}", markup=False)
    table = Table("entry", "probability", "nearest phrasing", "why")
    for match in meant.matches[:SHOWN]:
        why = "  ".join(f"{name} {value:.2f}" for name, value in match.why.items())
        table.add_row(match.entry.id, f"{match.probability:.3f}", match.phrasing, why)
    screen.print(table)
