"""What a person takes along: a QR code for the entrance, and an entry for their calendar."""

import io
from datetime import UTC, datetime
from typing import Final

import segno
from icalendar import Calendar, Event, vDatetime

from db.catalogue import Booking
from locales import Language

SCALE: Final = 8
"""Pixels of one square of the code."""


def qr_picture(code: str) -> bytes:
    """The entry code as a PNG."""
    picture = io.BytesIO()
    segno.make(code, error="m", micro=False).save(picture, kind="png", scale=SCALE, border=4)
    return picture.getvalue()


def calendar_file(booking: Booking, *, title: str, language: Language, now: datetime) -> bytes:
    """The booking as an iCalendar file (RFC 5545); its UID stays, so that a second one replaces the first."""
    card = booking.card
    calendar = Calendar()
    calendar.add("prodid", "-//Jinyue//booking//")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"{booking.registration.code.lower()}@jinyue")
    event["dtstamp"] = vDatetime(now.astimezone(UTC))
    event["dtstart"] = vDatetime(card.starts_at.astimezone(UTC))
    event["dtend"] = vDatetime(card.ends_at.astimezone(UTC))
    event.add("summary", title)
    event.add("location", str(card.place.get(language) or card.place["zh"]))
    event.add("description", booking.registration.code)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
