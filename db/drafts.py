"""Descriptions of what is to be offered, as a pack, a spreadsheet or a person of the staff gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.refusals import BadOffering
from db.registrations import Policy

KINDS = ("viewing", "event", "appointment")


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """A kind of place. `needs`: how many seats of which pool one piece takes; `persons`: how many people it is for.

    `most`: how many persons one registration may have. `agreement`: whether each has to agree by a code of their own.
    """

    key: str
    title: Mapping[str, str]
    needs: Mapping[str, int]
    persons: int = 1
    most: int = 1
    agreement: bool = False


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """One time. `pools`: the seats there are; `resource`: the key of whom it needs, who is then nowhere else.

    Registration is open from the start until the beginning, and can be cancelled until then, unless said otherwise.
    """

    key: str
    starts_at: datetime
    ends_at: datetime
    pools: Mapping[str, int]
    tickets: Sequence[TicketDraft]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    cancel_until: datetime | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class OfferingDraft:
    """What can be booked. `pools`: seats that its slots share; titles, place and description by language."""

    key: str
    kind: str
    subject: str
    title: Mapping[str, str]
    place: Mapping[str, Any]
    description: Mapping[str, str]
    policy: Policy = field(default_factory=Policy)
    sample: bool = False
    pools: Mapping[str, int] = field(default_factory=dict)
    slots: Sequence[SlotDraft] = ()


def require_sound(draft: OfferingDraft) -> None:
    """Refuse a description that cannot be offered, before anything is changed."""
    if draft.kind not in KINDS:
        raise BadOffering("kind", f"{draft.kind!r} is none of {', '.join(KINDS)}")
    if draft.policy.parties not in {"strict", "skip"}:
        raise BadOffering("policy.parties", f"{draft.policy.parties!r} is neither 'strict' nor 'skip'")
    if draft.policy.offer_minutes < 1 or draft.policy.hold_minutes < 0:
        raise BadOffering("policy", "an offer needs at least one minute, a hold none or more")
    for name in ("title", "place", "description"):
        if not getattr(draft, name).get("zh"):
            raise BadOffering(name, "the Chinese text ('zh') is missing")
    for one in draft.slots:
        _require_sound_slot(draft, one)


def _require_sound_slot(draft: OfferingDraft, one: SlotDraft) -> None:
    where = f"slots[{one.key}]"
    if not one.starts_at < one.ends_at:
        raise BadOffering(f"{where}.ends_at", "the end is not after the beginning")
    if not one.tickets:
        raise BadOffering(f"{where}.tickets", "there is no ticket")
    if both := draft.pools.keys() & one.pools.keys():
        raise BadOffering(f"{where}.pools.{min(both)}", "the offering has a pool of this name already")
    pools = {**draft.pools, **one.pools}
    for name, capacity in pools.items():
        if capacity < 0:
            raise BadOffering(f"{where}.pools.{name}", f"{capacity} is below 0")
    for kind in one.tickets:
        _require_sound_ticket(kind, f"{where}.tickets[{kind.key}]", list(pools))
        if kind.agreement and not draft.policy.hold_minutes:
            raise BadOffering("policy.hold_minutes", "where people have to agree, seats must be held meanwhile")


def _require_sound_ticket(kind: TicketDraft, path: str, pools: Sequence[str]) -> None:
    if not kind.needs:
        raise BadOffering(f"{path}.needs", "it takes no seats")
    for name, units in kind.needs.items():
        if name not in pools:
            raise BadOffering(f"{path}.needs.{name}", f"there is no such pool; there are {', '.join(pools)}")
        if units < 1:
            raise BadOffering(f"{path}.needs.{name}", f"{units} is below 1")
    if kind.persons < 1 or kind.most < kind.persons:
        raise BadOffering(f"{path}.most", "a registration must hold the persons of one piece, at least 1")
