"""The statuses of a registration, and which may follow which."""

from typing import Literal, get_args

Status = Literal[
    "held",
    "pending",
    "waitlisted",
    "offered",
    "confirmed",
    "rejected",
    "expired",
    "cancelled",
    "transferred",
    "checked_in",
    "no_show",
]
STATUSES: tuple[Status, ...] = get_args(Status)

OWNING: frozenset[Status] = frozenset({"held", "pending", "offered", "confirmed", "checked_in", "no_show"})
"""A registration of these owns its seats."""
ACTIVE: frozenset[Status] = OWNING | {"waitlisted"}
"""A person has at most one registration of these in a slot, and never two at the same time of day."""

NEXT: dict[Status | None, frozenset[Status]] = {
    None: frozenset({"held", "pending", "confirmed", "waitlisted"}),
    "held": frozenset({"confirmed", "pending", "expired", "cancelled"}),
    "pending": frozenset({"confirmed", "rejected", "cancelled"}),
    "waitlisted": frozenset({"offered", "expired", "cancelled"}),
    # Who accepts an offer where the office decides about each person still waits for its decision.
    "offered": frozenset({"confirmed", "pending", "expired", "cancelled"}),
    "confirmed": frozenset({"checked_in", "no_show", "cancelled", "transferred"}),
    "no_show": frozenset({"checked_in"}),
}
"""Which status may follow which; nothing follows those that are missing."""
