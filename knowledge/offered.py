"""What must hold inside an offering and between offerings, beyond the shape of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.reading import Document, Place

_KIND_OF = {"viewing": "complex", "event": "event", "appointment": "service"}
"""What kind of subject each kind of offering is about."""


def check_offerings(documents: Sequence[Document], subjects: Document | None, *, sample: Document | None) -> None:
    """Note ids that two offerings share, subjects that are not there, and tickets and times that do not fit."""
    known = {one.get("id"): one.get("kind") for one in map(_mapping, _list(subjects.data if subjects else None))}
    first: dict[object, str] = {}
    for document in documents:
        for position, written in enumerate(_list(document.data)):
            one, place = _mapping(written), (position,)
            called = one.get("id")
            where = f"{document.file}:{document.line((*place, 'id'))}"
            if isinstance(called, str) and (other := first.setdefault(called, where)) != where:
                document.complain((*place, "id"), f"{called[:60]} is also the id of {other}", "an id of its own")
            subject, wanted = one.get("subject"), _KIND_OF.get(str(one.get("kind")))
            if isinstance(subject, str) and wanted is not None and known.get(subject) != wanted:
                allowed = f"the id of a subject of kind {wanted} in subjects.yaml"
                document.complain((*place, "subject"), f"there is no {wanted} {subject[:60]}", allowed)
            if document is sample and one.get("sample") != "true":
                document.complain((*place, "sample"), "is not true in demo.yaml", "sample: true")
            for language, area in _mapping(one.get("area")).items():
                if isinstance(area, str) and area not in str(_mapping(one.get("place")).get(language)):
                    document.complain((*place, "area", language), f"{area[:60]} is not in the place", "a part of place")
            _check_times(document, place, one)
            _check_tickets(document, place, one)


def _check_times(document: Document, place: Place, one: Mapping[str, object]) -> None:
    if not any(one.get(name) for name in ("times", "repeated", "hours")):
        document.complain(place, "has no times", "times, repeated or hours")
    for name in ("times", "repeated", "hours"):
        for position, time in enumerate(map(_mapping, _list(one.get(name)))):
            begins, ends = time.get("begins"), time.get("ends")
            if isinstance(begins, str) and isinstance(ends, str) and begins >= ends:
                document.complain((*place, name, position, "ends"), f"{ends[:10]} is not after begins", "HH:MM, later")


def _check_tickets(document: Document, place: Place, one: Mapping[str, object]) -> None:
    seats, tickets = _mapping(one.get("seats")), _list(one.get("tickets"))
    if (one.get("times") or one.get("repeated")) and not (seats and tickets):
        document.complain(place, "has times but no seats or no tickets", "seats: {all: 40} and tickets")
    for name in ("closes_hours", "cancel_hours"):
        if one.get("hours") and name in one:
            document.complain(
                (*place, name), "is there beside hours", "nothing: appointments are open until they begin"
            )
    if one.get("hours") and (seats or tickets):
        document.complain(
            place, "has hours and also seats or tickets", "seats inside hours: each appointment has its own"
        )
    seen: set[object] = set()
    for position, written in enumerate(tickets):
        ticket = _mapping(written)
        inside = (*place, "tickets", position)
        if ticket.get("id") in seen:
            document.complain((*inside, "id"), "is the id of two tickets", "an id of its own")
        seen.add(ticket.get("id"))
        for pool in _mapping(ticket.get("takes")):
            if pool not in seats:
                allowed = f"one of: {', '.join(seats) or 'none yet'}"
                document.complain((*inside, "takes", pool), "is not among the seats", allowed)
        if ticket.get("agreement") == "true" and one.get("hold_hours") in {None, "0"}:
            document.complain(inside, "needs agreement, but seats are not held meanwhile", "hold_hours: 48, say")


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
