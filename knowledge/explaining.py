"""Saying pydantic's errors in the words of whoever writes a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.flats import Complex, Layout
from knowledge.offerings import Host, Offering, OpenHours, Repeated, TicketKind, Time
from knowledge.pack import (
    INTENTS,
    MENU_BUTTONS,
    RELATED,
    Aliases,
    Entry,
    Head,
    MenuButton,
    Negatives,
    Phrasings,
    Source,
    Subject,
)
from knowledge.pack_parts import Text

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from knowledge.reading import Document, Place

_SENTENCES = "a list of 1-200 sentences, each 1-200 characters, no invisible ones"
_WORDS = "1-2000 characters, no invisible ones"
_BOTH = f"zh: and en:, each {_WORDS}"
_ALLOWED = {
    "id": "3-40 characters: a-z, 0-9 and single hyphens",
    "title": "zh: of 1-16 characters, en: of 1-40 (it is also a button)",
    "kind": "fact, unknown, talk or action",
    "intent": f"faq, or for kind talk or action one of: {', '.join(INTENTS)}",
    "phrasings": f"zh: and en:, each {_SENTENCES}",
    "answer": _BOTH,
    "expired_answer": _BOTH,
    "quote": _WORDS,
    "owner": _WORDS,
    "source": "the id of a source in pack.yaml",
    "as_of": "YYYY-MM or YYYY-MM-DD",
    "effective": "YYYY-MM-DD",
    "expires": "YYYY-MM-DD",
    "related": f"a list of up to {RELATED} ids of entries",
    "name": _BOTH,
    "office": _BOTH,
    "label": _BOTH,
    "aliases": "zh: and en:, each a list of up to 60 names of 1-200 characters, no invisible ones",
    "zone": "a name of the time zone database, such as Asia/Shanghai",
    "phone": "digits, spaces and hyphens, such as 0519-86312399",
    "menu": f"a list of up to {MENU_BUTTONS} buttons, each {{label: {{zh: …, en: …}}, entry: id}}",
    "entry": "the id of an entry",
    "sources": "id: {title: {zh: …, en: …}, as_of: YYYY-MM}",
    "within": "the id of another subject",
    "browse": "viewing, event or appointment",
}
_TRUTH, _CLOCK, _COUNT = "true or false", "HH:MM", "a whole number from 1"
_OFFERING = {
    "id": "letters a-z, 0-9 and single hyphens",
    "kind": "viewing, event or appointment",
    "subject": "the id of a subject in subjects.yaml",
    **dict.fromkeys(("title", "place", "area", "description", "name"), _BOTH),
    **dict.fromkeys(("approval", "sensitive", "sample", "agreement"), _TRUTH),
    **dict.fromkeys(("begins", "ends"), _CLOCK),
    **dict.fromkeys(("persons", "most", "seats", "takes"), _COUNT),
    **dict.fromkeys(("hold_hours", "closes_hours", "cancel_hours"), "hours, 0 to 1440"),
    "offer_hours": "hours, 1 to 1440",
    "asks": "coming or children",
    "parties": "strict or skip",
    "date": "YYYY-MM-DD",
    **dict.fromkeys(("weekday", "weekdays"), "1 (Monday) to 7"),
    "minutes": "minutes, 5 to 1440",
    "weeks": "1 to 52",
    "turn": "0 to 51",
    "tickets": "a list, each {id, title: {zh: …, en: …}, takes: {all: 1}}",
    "times": "a list, each {date: YYYY-MM-DD, begins: HH:MM, ends: HH:MM}",
    "repeated": "a list, each {weekday: 6, begins: HH:MM, ends: HH:MM, weeks: 4, turn: 0}",
    "hours": "a list, each {weekdays: [2, 4], begins: HH:MM, ends: HH:MM, minutes: 30, seats: 1}",
    "host": "{id, name: {zh: …, en: …}}",
}
_COMPLEX = {
    "id": "letters a-z, 0-9 and single hyphens",
    "entry": "the id of an entry of kind fact",
    **dict.fromkeys(("address", "name", "rent_source"), _BOTH),
    "latitude": "degrees, -90 to 90",
    "longitude": "degrees, -180 to 180",
    "rooms": _COUNT,
    "area": "square metres, up to 1000",
    "rent": "yuan a month, a whole number from 1",
    "picture": "the name of a PNG or JPEG in pictures/: a-z, 0-9 and single hyphens, such as lakeside.jpg",
    "layouts": "a list, each {id, name: {zh: …, en: …}, rooms: 2}",
}
# The models by the field that holds them, for the list of fields when one is unknown.
_INSIDE: dict[str, type[BaseModel]] = {
    **dict.fromkeys(("title", "answer", "expired_answer", "name", "office", "label"), Text),
    "phrasings": Phrasings,
    "menu": MenuButton,
    "aliases": Aliases,
    "sources": Source,
    "tickets": TicketKind,
    "times": Time,
    "repeated": Repeated,
    "hours": OpenHours,
    "host": Host,
    "layouts": Layout,
}


def explain(fault: ErrorDetails, model: type[BaseModel], document: Document, place: Place) -> None:
    """Note one of pydantic's errors in the document: what is wrong, and what the field may hold."""
    # A wrong key of a mapping has the mark "[key]" behind it.
    inner = tuple(step for step in fault["loc"] if step != "[key]")
    document.complain((*place, *inner), _what(fault), _allowed(fault, inner, model))


def _what(fault: ErrorDetails) -> str:
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind.endswith("_type"):
        return f"is {_shape(given)}"
    size = len(given.strip()) if isinstance(given, str) else 0
    words = {
        "missing": "is missing",
        "extra_forbidden": "is not a field",
        "value_error": str(context.get("error", fault["msg"])),
        "too_short": f"has {context.get('actual_length')} of them",
        "too_long": f"has {context.get('actual_length')} of them",
        "string_too_short": f"is {size} characters long" if size else "is empty",
        "string_too_long": f"is {size} characters long",
    }
    return words.get(kind, f"is {_shape(given)}")


def _shape(given: object) -> str:
    if isinstance(given, str):
        return f"the text {given[:60]!r}"
    if isinstance(given, list):
        return "a list"
    return "a mapping" if isinstance(given, dict) else "empty"


def _allowed(fault: ErrorDetails, inner: tuple[str | int, ...], model: type[BaseModel]) -> str:
    names = [step for step in inner if isinstance(step, str)]
    if fault["type"] == "extra_forbidden":
        around = next((_INSIDE[name] for name in reversed(names[:-1]) if name in _INSIDE), model)
        return f"the fields {', '.join(around.model_fields)}"
    own = {Offering: _OFFERING, Complex: _COMPLEX}.get(model)
    if "aliases" in names or own is not None:
        words = own or _ALLOWED
        return next((words[name] for name in reversed(names) if name in words), _BOTH)
    if names and names[-1] in {"zh", "en"} and not (model is Entry and "title" in names):
        sentences = model is Negatives or "phrasings" in names
        return _SENTENCES if sentences else _WORDS
    if model is Subject and names and names[-1] == "kind":
        return "complex, event, service or topic"
    for name in reversed(names):
        if name in _ALLOWED:
            return _ALLOWED[name]
    return f"the fields {', '.join(model.model_fields)}" if model in {Entry, Head, Negatives, Subject} else fault["msg"]
