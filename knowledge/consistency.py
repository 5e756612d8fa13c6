"""What must hold inside an entry and between the parts of a pack, beyond the shape of each field.

The checks read the data as it was written and not the models, so that an entry with one wrong field is still told
everything else that is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.normalising import normalise, spell
from knowledge.pack import FAQ, INTENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from knowledge.reading import Document, Place

MIN_PHRASINGS = 5
_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry's mapping as it stands in its file."""

    data: Mapping[str, object]
    document: Document
    place: Place

    def complain(self, what: str, allowed: str, *place: str | int) -> None:
        """Note a problem with a field of the entry."""
        self.document.complain((*self.place, *place), what, allowed)

    def where(self, *place: str | int) -> str:
        """Return where a field of the entry stands."""
        return self.document.where((*self.place, *place))

    def sentences(self) -> Iterator[tuple[Place, str]]:
        """Yield the place and the words of every phrasing."""
        for language, sentences in _mapping(self.data.get("phrasings")).items():
            for position, sentence in enumerate(_list(sentences)):
                if language in _LANGUAGES and isinstance(sentence, str):
                    yield ("phrasings", language, position), sentence


def check_entry(entry: Written) -> None:
    """Note what is wrong inside one entry: what its kind needs and forbids, and its dates."""
    kind, intent = entry.data.get("kind"), entry.data.get("intent", FAQ)
    if kind == "action":
        if intent == FAQ:
            entry.complain("is faq in an action", f"one of: {', '.join(INTENTS)}", "intent")
        if entry.data.get("answer") is not None:
            entry.complain("is there in an action", "none: a handler speaks", "answer")
    elif kind in {"fact", "unknown", "talk"}:
        if intent in INTENTS and kind != "talk":
            entry.complain(f"is {intent} in an entry of kind {kind}", "faq (or kind: talk or action)", "intent")
        if entry.data.get("answer") is None:
            entry.complain("is missing", "zh: and en:, the words of the answer", "answer")
        if kind != "talk":
            _check_evidence(entry)
    _check_dates(entry)


def _check_evidence(entry: Written) -> None:
    if entry.data.get("source") is None:
        entry.complain("is missing", "the id of a source in pack.yaml", "source")
    if entry.data.get("as_of") is None:
        entry.complain("is missing", "YYYY-MM or YYYY-MM-DD", "as_of")
    if entry.data["kind"] == "fact" and entry.data.get("quote") is None:
        entry.complain("is missing", "the source's own words", "quote")
    count = len(list(entry.sentences()))
    if 0 < count < MIN_PHRASINGS:
        entry.complain(f"are {count}", f"at least {MIN_PHRASINGS} over both languages", "phrasings")


def _check_dates(entry: Written) -> None:
    effective, expires = entry.data.get("effective"), entry.data.get("expires")
    if expires is not None and entry.data.get("expired_answer") is None:
        entry.complain("is missing", "zh: and en:, what is said from the day of expires on", "expired_answer")
    if expires is None and entry.data.get("expired_answer") is not None:
        entry.complain("is there without expires", "expires: YYYY-MM-DD beside it", "expired_answer")
    if isinstance(effective, str) and isinstance(expires, str) and effective >= expires:
        entry.complain("is not after effective", f"a day after {effective[:10]}", "expires")


def check_references(entries: Sequence[Written], head: Document) -> None:
    """Note ids that two entries share, and references to entries and sources that are not there."""
    data = _mapping(head.data)
    sources = _mapping(data.get("sources"))
    first: dict[object, Written] = {}
    for entry in entries:
        entry_id = entry.data.get("id")
        if isinstance(entry_id, str) and (other := first.setdefault(entry_id, entry)) is not entry:
            entry.complain(f"{entry_id} is also the id of {other.where('id')}", "an id of its own", "id")
    for entry in entries:
        source = entry.data.get("source")
        if isinstance(source, str) and not head.broken and source not in sources:
            known = ", ".join(sources) or "none yet"
            entry.complain(f"there is no source {source[:60]}", f"a source of pack.yaml: {known}", "source")
        for position, related in enumerate(_list(entry.data.get("related"))):
            _check_id(entry.document, (*entry.place, "related", position), related, first)
            if related is not None and related == entry.data.get("id"):
                entry.complain("is the entry itself", "the id of another entry", "related", position)
    for position, button in enumerate(_list(data.get("menu"))):
        _check_id(head, ("menu", position, "entry"), _mapping(button).get("entry"), first)


def _check_id(document: Document, place: Place, given: object, known: Collection[object]) -> None:
    if isinstance(given, str) and given not in known:
        document.complain(place, f"there is no entry {given[:60]}", "the id of an entry")


def check_phrasings(entries: Sequence[Written], negatives: Document | None) -> None:
    """Note phrasings that say nothing, that two entries share, or that are to be refused."""
    refused = {
        normalise(sentence): negatives.where((language, position))
        for language, sentences in (_mapping(negatives.data).items() if negatives else ())
        for position, sentence in enumerate(_list(sentences))
        if negatives and isinstance(sentence, str)
    }
    first: dict[str, tuple[Written, Place]] = {}
    for entry in entries:
        for place, sentence in entry.sentences():
            normal = normalise(sentence)
            other, there = first.setdefault(normal, (entry, place))
            if not normal:
                entry.complain(f"{sentence[:60]!r} holds no letter, character or digit", "words", *place)
            elif normal in refused:
                what = f"{sentence[:60]!r} is also a negative ({refused[normal]})"
                entry.complain(what, "a sentence that is not refused", *place)
            elif other is not entry:
                what = f"{sentence[:60]!r} is also a phrasing of {other.data.get('id')} ({other.where(*there)})"
                entry.complain(what, "a sentence of its own", *place)


def check_subjects(document: Document) -> None:
    """Note ids that two subjects share, and names that say nothing or that mean two subjects."""
    first: dict[str, tuple[object, Place]] = {}
    names: dict[str, tuple[object, Place]] = {}
    ids = {_mapping(listed).get("id") for listed in _list(document.data)}
    for position, listed in enumerate(_list(document.data)):
        subject = _mapping(listed)
        within = subject.get("within")
        if isinstance(within, str) and (within not in ids or within == subject.get("id")):
            document.complain(
                (position, "within"), f"there is no other subject {within[:60]}", "the id of another subject"
            )
        called = subject.get("id")
        if (
            isinstance(called, str)
            and (there := first.setdefault(called, (called, (position, "id"))))[1][0] != position
        ):
            what = f"{called[:60]} is also the id of {document.file}:{document.line(there[1])}"
            document.complain((position, "id"), what, "an id of its own")
        for place, name in _names(subject):
            spelled = spell(name)
            other, there_is = names.setdefault(spelled, (called, (position, *place)))
            if not spelled:
                document.complain((position, *place), f"{name[:60]!r} holds no letter, character or digit", "words")
            elif other != called:
                what = f"{name[:60]!r} is also a name of {other} ({document.file}:{document.line(there_is)})"
                document.complain((position, *place), what, "a name of one subject")


def _names(subject: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    for language in _LANGUAGES:
        name = _mapping(subject.get("name")).get(language)
        if isinstance(name, str):
            yield ("name", language), name
        for position, alias in enumerate(_list(_mapping(subject.get("aliases")).get(language))):
            if isinstance(alias, str):
                yield ("aliases", language, position), alias


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
