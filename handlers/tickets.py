"""What a person takes along: a QR code for the entrance, and an entry for their calendar."""

import io
import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

import segno
from icalendar import Calendar, Event, vDatetime

from db.catalogue import Booking
from db.vault import Vault
from locales import Language

_CODE: Final = re.compile(r"[2-9A-HJ-NP-Z]{10}", re.ASCII)
"""An entry code: `new_code` makes them."""
SCALE: Final = 8
"""Pixels of one square of the code."""


class Forged(Exception):
    """A signed code that this office has not signed, or a link without a signed code."""


def ticket_address(code: str, *, vault: Vault, page: str) -> str:
    """What the QR code holds: the signed code, as a link where the web page's address is known."""
    signed = f"{code}.{vault.sign(code)}"
    return f"{page}/?checkin={signed}" if page else signed


def entry_code(words: str, *, vault: Vault) -> str | None:
    """The entry code in what was scanned or typed: a link, a signed code, the code alone; None for other words.

    Whoever types the code alone reads it from the ticket of somebody who stands before them. Raises `Forged`.
    """
    said = words.strip()
    linked = "checkin=" in said
    if linked:
        try:
            said = parse_qs(urlsplit(said).query).get("checkin", [""])[0]
        except ValueError as error:  # no address that anybody could have made of ours
            raise Forged from error
    said = said.strip().upper()
    if _CODE.fullmatch(said) and not linked:
        return said
    code, dot, signature = said.partition(".")
    if not linked and not (dot and _CODE.fullmatch(code)):
        return None
    if not vault.has_signed(code, signature):
        raise Forged
    return code


def qr_picture(words: str) -> bytes:
    """A QR code as a PNG."""
    picture = io.BytesIO()
    segno.make(words, error="m", micro=False).save(picture, kind="png", scale=SCALE, border=4)
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
