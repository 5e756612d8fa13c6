"""What the bot answers to an understood sentence: pure words, no chat framework.

The chat's handlers and ``jinyue ask`` both take their answers from here, so that what is printed is exactly what is
seen.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from knowledge import Decision, Entry, Follow, Knowledge, Understanding
from locales import Language, Say, say_in

RELATED = 3
"""How many related entries are offered under an answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `refused`: the bot did not claim to know. `offers`: entries to tap, suggested or related ones."""

    text: str
    language: Language
    intent: str | None
    entry: str | None
    confidence: float
    refused: bool
    offers: tuple[Entry, ...] = ()
    slots: Mapping[str, object] = field(default_factory=dict)

    @property
    def suggestions(self) -> tuple[Entry, ...]:
        """What the person may have meant, when the bot did not know."""
        return self.offers if self.entry is None else ()


_BOOKED = frozenset(
    {"book_viewing", "register_event", "service_appointment", "my_bookings", "cancel_booking", "reschedule"}
)
_HEARD = frozenset({"subscribe", "unsubscribe"})
"""What takes a person and the database to answer: the chat does it, and `jinyue ask` says so."""

LONGEST = 600
"""Characters of the longest sentence that is taken for a question; in a longer one the matcher would answer a part."""


def not_a_sentence(text: str) -> str | None:
    """Why a text cannot be understood, as the name of what is said about it; None for one that can."""
    if len(text) > LONGEST:
        return "too-long"
    if any(sign.isalnum() for sign in text):
        return None
    return "only-signs" if any(unicodedata.category(sign)[0] in "SP" for sign in text) else "empty"


def answer(sentence: str, knowledge: Knowledge, *, now: datetime) -> Reply:
    """What a stranger who says this sentence at `now`, in the pack's zone, is answered, first thing."""
    if words := not_a_sentence(sentence):
        return remark(words, knowledge, language="zh")
    return reply_to(knowledge.understand(sentence, now=now), knowledge, today=now.date())


def remark(words: str, knowledge: Knowledge, *, language: Language, title: str = "") -> Reply:
    """One of the sentences that claim to know nothing; some are about the entry with this `title`."""
    return Reply(_fill(words, knowledge, language, title=title), language, None, None, 0.0, refused=True)


def reply_to(meant: Understanding, knowledge: Knowledge, *, today: date, missed_before: bool = False) -> Reply:
    """The answer to a sentence. `missed_before`: the sentence before it was not understood either."""
    if meant.follow in {Follow.AGAIN, Follow.MORE, Follow.SPEAK}:
        reply = _about_the_last(meant, knowledge, today)
    elif meant.entry is not None:
        reply = reply_with(meant.entry, knowledge, language=meant.language, today=today)
    else:
        reply = _unsure(meant, knowledge, missed_before=missed_before)
    return replace(reply, confidence=meant.matches[0].probability if meant.matches else 0.0, slots=meant.slots)


def _about_the_last(meant: Understanding, knowledge: Knowledge, today: date) -> Reply:
    """What is said to somebody who speaks of the last answer: it again, in another language, or what else there is."""
    language, say = meant.language, say_in(meant.language)
    chosen = say("language-chosen") if meant.follow is Follow.SPEAK else ""
    if meant.entry is not None:
        reply = reply_with(meant.entry, knowledge, language=language, today=today)
        return replace(reply, text=f"{chosen}\n\n{reply.text}") if chosen else reply
    if chosen or meant.about is None:
        return Reply(chosen or say("nothing-before"), language, None, None, 0.0, refused=False)
    words = "more" if meant.suggestions else "no-more"
    text = _fill(words, knowledge, language, title=meant.about.title.said_in(language))
    return Reply(text, language, None, None, 0.0, refused=False, offers=meant.suggestions)


def _unsure(meant: Understanding, knowledge: Knowledge, *, missed_before: bool) -> Reply:
    language, offers, title = meant.language, meant.suggestions, ""
    if meant.decision is Decision.DID_YOU_MEAN:
        words = "did-you-mean"
    elif meant.about is not None:
        words, title = "refuse-about", meant.about.title.said_in(language)
    elif missed_before:
        words, offers = "refuse-again", ()
    else:
        words = "refuse-near" if offers else "refuse"
    return replace(remark(words, knowledge, language=language, title=title), offers=offers)


def reply_with(entry: Entry, knowledge: Knowledge, *, language: Language, today: date) -> Reply:
    """The answer that one entry gives."""
    acts = entry.kind == "action"
    text = _act(entry, knowledge, language) if acts else _answer(entry, knowledge, language, today)
    related = tuple(found for name in entry.related if (found := knowledge.entry(name)) is not None)
    return Reply(
        text=text,
        language=language,
        intent=entry.intent,
        entry=entry.id,
        confidence=1.0,
        refused=entry.kind == "unknown",
        offers=related[:RELATED],
    )


def _act(entry: Entry, knowledge: Knowledge, language: Language) -> str:
    """What an action's handler says first. A service that is not there yet is never pretended."""
    if entry.intent in {"greeting", "help", "human"}:
        return _fill(entry.intent, knowledge, language)
    if entry.intent == "privacy_export":
        return say_in(language)("export-first")
    if entry.intent == "privacy_delete":
        return say_in(language)("delete-confirm")
    pack = knowledge.pack
    offered = pack.offerings or pack.demo
    if (entry.intent in _BOOKED and offered) or entry.intent in _HEARD:
        return say_in(language)("act-in-chat", title=entry.title.said_in(language))
    return say_in(language)(
        "not-yet", title=entry.title.said_in(language), phone=pack.phone, office=pack.office.said_in(language)
    )


def _answer(entry: Entry, knowledge: Knowledge, language: Language, today: date) -> str:
    say = say_in(language)
    if entry.expired(today) and entry.expired_answer is not None:
        parts = [entry.expired_answer.said_in(language)]
    else:
        parts = [entry.answer.said_in(language) if entry.answer else ""]
    closing = []
    if entry.source is not None and entry.as_of is not None:
        words = "based-on" if entry.kind == "unknown" else "source"
        title = knowledge.pack.sources[entry.source].title.said_in(language)
        closing.append(say(words, title=title, date=say_date(entry.as_of, say)))
    if entry.kind == "unknown":
        closing.append(_fill("ask-person", knowledge, language))
    if closing:
        parts.append("\n".join(closing))
    return "\n\n".join(parts)


def say_date(stated: str, say: Say) -> str:
    """A date as precise as it is stated (``2024``, ``2024-05`` or ``2024-05-17``), in words."""
    year, *rest = stated.split("-")
    if not rest:
        return say("date-year", year=year)
    if len(rest) == 1:
        return say("date-month", year=year, month=int(rest[0]))
    return say("date-day", year=year, month=int(rest[0]), day=int(rest[1]))


def _fill(words: str, knowledge: Knowledge, language: Language, *, title: str = "") -> str:
    pack = knowledge.pack
    return say_in(language)(
        words,
        name=say_in(language)("bot-name"),
        city=pack.name.said_in(language),
        phone=pack.phone,
        office=pack.office.said_in(language),
        title=title,
    )
