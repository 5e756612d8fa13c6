"""The misses on the list of ``jinyue kb misses``: out of the database, grouped, shown, and taken off again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.command import give_up, on_database
from bot.settings import Settings
from db.learning import Miss, open_misses, settle_misses
from knowledge import Match
from knowledge.evaluation import Understand
from knowledge.grouping import group

EXAMPLES = 5
"""Wordings that are shown of a group."""


@dataclass(frozen=True, slots=True)
class Misses:
    """Misses that are alike, oldest first. The group's number is that of its first."""

    members: tuple[Miss, ...]
    nearest: tuple[Match, ...]

    @property
    def number(self) -> int:
        """What `adopt` and `settle` call it: the row number of its first miss."""
        return self.members[0].id

    @property
    def count(self) -> int:
        """How many messages: one may have been missed and then blamed."""
        return len({(one.incoming_id, 0 if one.incoming_id else one.id) for one in self.members})

    @property
    def wordings(self) -> tuple[str, ...]:
        """What was said, each once, most frequent first."""
        return tuple(question for question, _ in Counter(one.question for one in self.members).most_common())


def recorded(settings: Settings) -> tuple[Miss, ...]:
    """The misses that nobody has dealt with."""
    return on_database(settings, lambda database: database.reading(open_misses))


def settle(settings: Settings, misses: Misses, now: datetime) -> None:
    """Take a group off the list."""
    numbers = [one.id for one in misses.members]
    on_database(settings, lambda database: database.writing(settle_misses, numbers=numbers, now=now))


def groups(recorded: Sequence[Miss], understand: Understand) -> tuple[Misses, ...]:
    """The misses, alike ones together, most frequent first."""
    alike = group((one.question for one in recorded), understand)
    found = [Misses(tuple(recorded[place] for place in one.members), one.nearest) for one in alike]
    return tuple(sorted(found, key=lambda one: (-one.count, one.number)))


def find(number: int, recorded: Sequence[Miss], understand: Understand) -> Misses:
    """The group with a miss of this number; ends when there is none."""
    alike = groups(recorded, understand)
    found = next((one for one in alike if any(miss.id == number for miss in one.members)), None)
    return found or give_up(f"there is no miss {number} on the list; see `jinyue kb misses`")


def show(found: Sequence[Misses], zone: ZoneInfo, screen: Console) -> None:
    """Print the groups."""
    if not found:
        screen.print("no misses: everything was understood, or dealt with")
        return
    table = Table("miss", "times")
    for title in ("what was said", "when", "nearest entries"):
        table.add_column(title, overflow="fold")  # an id that is cut off cannot be adopted
    for one in found:
        said = [*one.wordings[:EXAMPLES], *(f"“{miss.comment}”" for miss in one.members if miss.comment)]
        if len(one.wordings) > EXAMPLES:
            said.append(f"and {len(one.wordings) - EXAMPLES} more")
        days = dict.fromkeys(miss.at.astimezone(zone).date().isoformat() for miss in (one.members[0], one.members[-1]))
        near = [f"{match.entry.id} {match.probability:.2f}" for match in one.nearest]
        reasons = ", ".join(sorted({miss.reason for miss in one.members}))
        cells = "\n".join(said), f"{' - '.join(days)}\n{reasons}", "\n".join(near)
        table.add_row(str(one.number), str(one.count), *map(escape, cells))
    screen.print(table)


def in_json(found: Sequence[Misses]) -> dict[str, Any]:
    """The groups as one JSON object; moments are in UTC."""
    return {
        "misses": [
            {
                "miss": one.number,
                "count": one.count,
                "wordings": one.wordings,
                "reasons": dict(Counter(miss.reason for miss in one.members)),
                "comments": [miss.comment for miss in one.members if miss.comment],
                "first": one.members[0].at.isoformat(),
                "last": one.members[-1].at.isoformat(),
                "nearest": [
                    {"entry": match.entry.id, "probability": round(match.probability, 4)} for match in one.nearest
                ],
            }
            for one in found
        ]
    }
