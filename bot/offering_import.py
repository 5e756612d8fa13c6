"""Offerings by spreadsheet: what a sheet would change is looked at first, then all of it is brought in or nothing."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.publishing import WEEKS, Reminders, bring_in_one
from db.audit import note
from db.availability import black_out, make_slots
from db.drafts import SlotDraft
from db.offered import Offered, all_offered, dark_days
from db.offerings import one_at_a_time
from db.refusals import BadOffering, CapacityBelowTaken, Refused, ResourceBusy, SlotInUse
from knowledge import Pack, PackError, Problem
from knowledge.offering_sheets import BLACKOUTS, HOURS, OFFERINGS, TICKETS, TIMES, Changes, OfferingSheets, Rows

_KEYS = {OFFERINGS: 1, TICKETS: 2, TIMES: 3, HOURS: 4, BLACKOUTS: 2}
"""How many of a row's first columns say which row it is."""


def sheets_of(connection: Connection, *, zone: ZoneInfo, now: datetime) -> Rows:
    """Everything that is offered, as the rows of a spreadsheet."""
    today = now.astimezone(zone).date()
    offered = [one for one in all_offered(connection, now=now, today=today) if one.draft.slots or one.rules]
    return {
        OFFERINGS: [_offering(one) for one in offered],
        TICKETS: [row for one in offered for row in _tickets(one)],
        TIMES: [row for one in offered for row in _times(one, zone)],
        HOURS: [row for one in offered for row in _hours(one)],
        BLACKOUTS: [
            (one.day.isoformat(), one.resource or "", one.reason) for one in dark_days(connection, today=today)
        ],
    }


def import_offerings(
    connection: Connection,
    *,
    sheets: OfferingSheets,
    pack: Pack,
    remind: Reminders,
    now: datetime,
    apply: bool,
    actor: str,
) -> Changes:
    """Bring a spreadsheet in, or only say what that would change. Bringing it in twice changes nothing.

    Raises PackError, with the row of each offering that cannot be changed so; then nothing is changed.
    """
    one_at_a_time(connection)
    zone = ZoneInfo(pack.zone)
    before = sheets_of(connection, zone=zone, now=now)
    trial = connection.begin_nested()
    problems = list(_bring_in(connection, sheets, pack, remind, now))
    after = sheets_of(connection, zone=zone, now=now)
    problems += _of_the_pack(before, after, sheets, pack)
    if problems:
        trial.rollback()
        raise PackError(problems)
    changes = _changes(before, after)
    if apply and any(changes):
        trial.commit()
        note(connection, actor=actor, action="offerings_imported", details=f"{len(sheets.offerings)} rows", now=now)
    else:
        trial.rollback()
    return changes


def _bring_in(
    connection: Connection, sheets: OfferingSheets, pack: Pack, remind: Reminders, now: datetime
) -> Iterator[Problem]:
    zone = ZoneInfo(pack.zone)
    kinds = {subject.id: subject.kind for subject in pack.subjects}
    for one in sheets.offerings:
        try:
            with connection.begin_nested():
                subject = f"{kinds[one.subject]}:{one.subject}"
                hours = remind[one.kind]
                bring_in_one(connection, one, subject=subject, zone=zone, remind=hours, now=now, insist=True)
        except Refused as refusal:
            yield Problem(OFFERINGS, sheets.rows[one.id], "id", f"{one.id}: {_why(refusal, zone)}", "see the times")
    for dark, row in zip(sheets.blackouts, sheets.blackout_rows, strict=True):
        try:
            with connection.begin_nested():
                black_out(connection, day=dark.day, reason=dark.reason, zone=zone, resource_key=dark.host)
        except Refused:
            yield Problem(
                BLACKOUTS, row, "host", f"there is no host {dark.host}", "the host of an offering, or nothing"
            )
    make_slots(connection, now=now, zone=zone, weeks=WEEKS)


def _of_the_pack(before: Rows, after: Rows, sheets: OfferingSheets, pack: Pack) -> Iterator[Problem]:
    """What the pack offers is brought in from there every hour: another word about it would not last."""
    own = {one.id for one in (*pack.offerings, *pack.demo)}
    for one in sheets.offerings:
        rows = [[row for rows in state.values() for row in rows if row[0] == one.id] for state in (before, after)]
        if one.id in own and rows[0] and rows[0] != rows[1]:
            yield Problem(
                OFFERINGS, sheets.rows[one.id], "id", f"{one.id} is in the pack", "to be changed in its offerings.yaml"
            )


def _why(refusal: Refused, zone: ZoneInfo) -> str:
    match refusal:
        case CapacityBelowTaken():
            return f"{refusal.taken} seats are taken, more than there would be"
        case SlotInUse():
            return "a time would move in which people are registered"
        case ResourceBusy():
            return f"its host is elsewhere on {refusal.starts_at.astimezone(zone):%Y-%m-%d at %H:%M}"
        case BadOffering():
            return f"{refusal.field}: {refusal.problem}"
        case _:
            return type(refusal).__name__


def _changes(before: Rows, after: Rows) -> Changes:
    added, changed, removed = [], [], []
    for sheet, width in _KEYS.items():
        old, new = ({row[:width]: row for row in rows[sheet]} for rows in (before, after))
        added += [_named(sheet, key) for key in new if key not in old]
        changed += [_named(sheet, key) for key in new if key in old and new[key] != old[key]]
        removed += [_named(sheet, key) for key in old if key not in new]
    return Changes(tuple(added), tuple(changed), tuple(removed))


def _named(sheet: str, key: tuple[str, ...]) -> str:
    return f"{sheet}: {' '.join(key)}".strip()


def _offering(one: Offered) -> tuple[str, ...]:
    draft, policy = one.draft, one.draft.policy
    first = next(iter(draft.slots), None)
    key, name = one.host or ("", {})
    return (
        draft.key,
        draft.kind,
        draft.subject.partition(":")[2],
        *(texts.get(language, "") for texts in (draft.title, draft.place, draft.description) for language in _BOTH),
        _truth(policy.approval),
        _truth(policy.consent == "sensitive"),
        policy.asks or "",
        policy.parties,
        str(policy.hold_minutes // 60),
        str(policy.offer_minutes // 60),
        *(_before(first, until) for until in ("closes_at", "cancel_until")),
        _counts(first.pools) if first else "",
        key,
        *(name.get(language, "") for language in _BOTH),
        _truth(draft.sample),
    )


_BOTH = ("zh", "en")


def _tickets(one: Offered) -> Iterator[tuple[str, ...]]:
    for kind in one.draft.slots[0].tickets if one.draft.slots else ():
        yield (
            one.draft.key,
            kind.key,
            *(kind.title.get(language, "") for language in _BOTH),
            _counts(kind.needs),
            str(kind.persons),
            str(kind.most),
            _truth(kind.agreement),
        )


def _times(one: Offered, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    for slot in one.draft.slots:
        begins, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
        yield one.draft.key, f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}", _counts(slot.pools)


def _hours(one: Offered) -> Iterator[tuple[str, ...]]:
    for rule in one.rules:
        clock = f"{rule.begins:%H:%M}", f"{rule.ends:%H:%M}"
        yield one.draft.key, str(rule.weekday), *clock, str(rule.minutes), str(rule.capacity)


def _before(slot: SlotDraft | None, name: str) -> str:
    """How many hours before its beginning something of a slot ends; nothing when it does not end before."""
    until = getattr(slot, name) if slot is not None else None
    hours = (slot.starts_at - until) // timedelta(hours=1) if slot is not None and until is not None else 0
    return str(hours or "")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{key} {count}" for key, count in counts.items())


def _truth(said: bool) -> str:
    return "true" if said else ""
