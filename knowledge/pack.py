"""What a pack is made of: the office, its sources, and everything the bot knows about one city."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from knowledge.flats import Complex, Picture
from knowledge.offerings import Offering, OfferingKind
from knowledge.pack_parts import AsOf, Day, Id, Part, Phrasing, Text, Words, Zone, plain

Kind = Literal["fact", "unknown", "talk", "action"]
SubjectKind = Literal["complex", "event", "service", "topic"]
FAQ = "faq"
INTENTS = (
    "book_viewing",
    "register_event",
    "service_appointment",
    "apply_apartment",
    "my_bookings",
    "cancel_booking",
    "reschedule",
    "honor_card",
    "notice_lookup",
    "demand_board",
    "subscribe",
    "unsubscribe",
    "privacy_export",
    "privacy_delete",
    "human",
    "greeting",
    "help",
)
MENU_BUTTONS = 6
RELATED = 3


class Title(Text):
    """What an entry is called, short enough for a button."""

    zh: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16), AfterValidator(plain)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(plain)]


class Phrasings(Part):
    """How people ask for an entry."""

    zh: Annotated[tuple[Phrasing, ...], Field(min_length=1, max_length=200)]
    en: Annotated[tuple[Phrasing, ...], Field(min_length=1, max_length=200)]


class Negatives(Part):
    """Background negatives: sentences that share words with the pack and must still be refused."""

    zh: tuple[Phrasing, ...] = ()
    en: tuple[Phrasing, ...] = ()


class Aliases(Part):
    """What people call a subject besides its name."""

    zh: Annotated[tuple[Phrasing, ...], Field(max_length=120)] = ()
    en: Annotated[tuple[Phrasing, ...], Field(max_length=120)] = ()


class Subject(Part):
    """A thing that people name: a complex, an event, a service, or a topic.

    `within`: the wider one that it also is, such as the mixers for a mixer with a name of its own.
    """

    id: Id
    kind: SubjectKind
    name: Text
    aliases: Aliases = Aliases()
    within: Id | None = None


class Source(Part):
    """A publication that entries rest on, and the month or day its statements hold for."""

    title: Text
    as_of: AsOf


class MenuButton(Part):
    """One button of the greeting: its label and the entry it opens."""

    label: Text
    entry: Id


class Entry(Part):
    """One thing the bot knows (`fact`, `unknown`, `talk`) or can do (`action`).

    `browse`: what can be booked of this kind answers better than the entry, when there is any; for ``viewing`` these
    are the complexes.
    """

    id: Id
    title: Title
    kind: Kind
    intent: Annotated[str, StringConstraints(pattern=rf"^({'|'.join((FAQ, *INTENTS))})$")] = FAQ
    phrasings: Phrasings
    answer: Text | None = None
    source: Id | None = None
    quote: Words | None = None
    as_of: AsOf | None = None
    effective: Day | None = None
    expires: Day | None = None
    expired_answer: Text | None = None
    owner: Words | None = None
    related: Annotated[tuple[Id, ...], Field(max_length=RELATED)] = ()
    browse: OfferingKind | None = None

    def expired(self, today: date) -> bool:
        """Tell whether the entry is no longer true: from the day `expires` on, in the pack's zone."""
        return self.expires is not None and today >= self.expires


class Head(Part):
    """What pack.yaml says: whose pack it is, whom to ring, where its statements come from."""

    id: Id
    name: Text
    zone: Zone
    office: Text
    phone: Annotated[str, StringConstraints(pattern=r"^\+?\d[\d -]{4,24}\d$")]
    menu: Annotated[tuple[MenuButton, ...], Field(max_length=MENU_BUTTONS)] = ()
    sources: dict[Id, Source] = Field(default_factory=dict)


class Pack(Head):
    """Everything the bot knows about one city."""

    entries: tuple[Entry, ...]
    negatives: Negatives = Negatives()
    subjects: tuple[Subject, ...] = ()
    offerings: tuple[Offering, ...] = ()
    demo: tuple[Offering, ...] = ()
    complexes: tuple[Complex, ...] = ()
    pictures: dict[str, Picture] = Field(default_factory=dict)
    """Those of the complexes, by the names of their files."""
