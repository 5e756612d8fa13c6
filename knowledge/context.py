"""A sentence in the light of what was answered before it.

A new subject takes the place of its like in the earlier sentence, a bare question is asked about the earlier subject.
What is like what is learnt from the pack: things that its answers list side by side (德国、日本、荷兰) are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from knowledge.asking import asked_in
from knowledge.following import Follow, what_follows
from knowledge.normalising import spell
from knowledge.peers import Peers, is_year
from knowledge.places import named_in
from knowledge.subjects import names_something, plain_of, subject_of, what_is_asked
from knowledge.understanding import Decision, Match, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.following import Following
    from knowledge.pack import Entry
    from knowledge.pack_parts import Language

# From here on an entry that has to do with the earlier one answers: that it does speaks for it too.
LIKELY_FROM = 0.5
# What is a phrasing by itself must be as likely as this to mean something else here.
SURE_FROM = 0.9
# By itself it is as sure as this only when it is a phrasing of the pack, word for word.
CERTAIN_FROM = 0.99
LONGEST_SUBJECT = 12  # characters, or words of English
_NO_EVIDENCE: MappingProxyType[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was answered last: the entry, and the whole sentence that it answered."""

    entry: Entry
    sentence: str
    language: Language


class Context:
    """Understands sentences in the light of earlier ones; `alone` understands one by itself. Safe for threads."""

    def __init__(self, entries: Sequence[Entry], alone: Callable[[str], Understanding]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._alone = alone
        self._known = lru_cache(maxsize=len(entries))(_known)

    @cached_property
    def _peers(self) -> Peers:
        answers = [entry.answer for entry in self._entries.values() if entry.answer]
        return Peers([text for answer in answers for text in (answer.zh, answer.en)])

    def understand(self, meant: Understanding, earlier: Earlier | None) -> Understanding:
        """Return what a sentence means after `earlier`; `meant` is what it means by itself, and stays when whole.

        With nothing earlier it is only noted that the sentence leans on something.
        """
        following = what_follows(meant.sentence)
        if earlier is None:
            return meant if following is None else _leaning_on_nothing(meant, following)
        if following is None:
            return self._narrowed(meant, earlier, spell(meant.sentence))
        steps = {Follow.MORE: self._more, Follow.ASK: self._asked, Follow.SWAP: self._swapped}
        return steps.get(following.follow, _said)(meant, earlier, following)

    def _more(self, meant: Understanding, earlier: Earlier, following: Following) -> Understanding:
        related = tuple(self._related(meant, earlier))
        decision = Decision.DID_YOU_MEAN if related else Decision.REFUSE
        return _in_light(meant, related, following.follow, earlier, earlier.sentence, decision)

    def _asked(self, meant: Understanding, earlier: Earlier, following: Following) -> Understanding:
        """Ask the earlier subject's own question; never answer about another subject."""
        asked = what_is_asked(following.rest)
        own = meant.entry
        certain = own is not None and meant.matches[0].probability >= CERTAIN_FROM
        enough = SURE_FROM if certain else LIKELY_FROM
        near: dict[str, Match] = {}
        for subject in self._subjects(earlier):
            whole = _joined(subject, following.rest, meant.language)
            for match in self._alone(whole).matches:
                if not self._has_to_do(match.entry, earlier, subject):
                    continue
                near.setdefault(match.entry.id, match)
                if match.probability >= enough and self._known(match.entry).asked & asked:
                    return _in_light(meant, (match,), Follow.ASK, earlier, whole)
        if own and (certain or set(own.related) & set(earlier.entry.related)):
            return meant
        whole = _joined(self._subjects(earlier)[0], following.rest, meant.language)
        return self._unknown(meant, earlier, Follow.ASK, whole, near.values())

    def _swapped(self, meant: Understanding, earlier: Earlier, following: Following) -> Understanding:
        """Ask the earlier question about the new subject, when the pack knows an answer to it."""
        new = plain_of(following.rest)
        no_subject = is_year(new) or bool(named_in(new))  # places and years are no subjects by themselves
        unsure: Understanding | None = None
        for whole in self._with(new, earlier, by_itself=not no_subject):
            found = self._alone(whole)
            match = self._one_that_names(new, found.matches, earlier)
            added = plain_of(earlier.sentence) in whole  # both subjects stand in it: it may be about either
            if match and found.decision is not Decision.REFUSE and (not added or _near(match.entry, earlier)):
                return _in_light(meant, (match,), Follow.SWAP, earlier, whole)
            if found.decision is Decision.ANSWER and named_in(new):
                return _in_light(meant, found.matches, Follow.SWAP, earlier, whole)
            if found.decision is Decision.DID_YOU_MEAN and named_in(new):
                unsure = unsure or _in_light(meant, found.matches, Follow.SWAP, earlier, whole, found.decision)
        if no_subject:
            return unsure or self._unknown(meant, earlier, Follow.SWAP, next(self._with(new, earlier, by_itself=False)))
        narrowed = self._narrowed(meant, earlier, following.rest)
        stays = any(match.entry is narrowed.entry for match in meant.matches)
        return narrowed if meant.entry is None and stays else replace(meant, whole=following.rest)

    def _one_that_names(self, new: str, matches: Sequence[Match], earlier: Earlier) -> Match | None:
        """The likeliest match if its phrasings name the new subject; else the earlier entry if its answer does."""
        naming = [match for match in matches if new in self._known(match.entry).phrasings]
        if naming and (naming[0] is matches[0] or (len(naming) == 1 and _near(naming[0].entry, earlier))):
            return naming[0]
        answer = f"{earlier.entry.answer.zh} {earlier.entry.answer.en}".lower() if earlier.entry.answer else ""
        return next((match for match in matches if match.entry is earlier.entry and new in answer), None)

    def _unknown(
        self, meant: Understanding, earlier: Earlier, follow: Follow, whole: str, near: Iterable[Match] = ()
    ) -> Understanding:
        """Say that this is not known about the earlier subject, rather than answer about another one."""
        found = {match.entry.id: match for match in (*near, *self._related(meant, earlier))}
        found.pop(earlier.entry.id, None)
        matches = tuple(found.values())
        return _in_light(meant, matches, follow, earlier, whole, Decision.REFUSE)

    def _related(self, meant: Understanding, earlier: Earlier) -> list[Match]:
        related = [self._entries[name] for name in earlier.entry.related if name in self._entries]
        return [Match(entry, 0.0, entry.title.said_in(meant.language), _NO_EVIDENCE) for entry in related]

    def _narrowed(self, meant: Understanding, earlier: Earlier, said: str) -> Understanding:
        """Choose among what an unclear sentence may mean what it would mean with the earlier subject in it."""
        if not meant.leans or (meant.entry and meant.entry.kind == "action"):
            return meant
        own, subject = meant.entry, self._subjects(earlier)[0]
        if subject in plain_of(said):
            return meant
        whole = _joined(subject, said, meant.language)
        if own and _near(own, earlier):
            return replace(meant, whole=whole)
        found = self._alone(whole)
        may_be = any(match.entry is found.entry for match in meant.matches)
        if found.entry is None or found.entry is own or not may_be:
            return meant
        named = all(part in self._known(found.entry).phrasings for part in subject_of(said))
        if not named or not self._has_to_do(found.entry, earlier, subject):
            return meant  # it speaks of something else, or the entry does
        return _in_light(meant, found.matches[:1], Follow.ASK, earlier, whole)

    def _with(self, new: str, earlier: Earlier, *, by_itself: bool) -> Iterator[str]:
        """The earlier sentence with the new subject: in the place of its like, of the old one, or before it all."""
        sentence = plain_of(earlier.sentence)
        old = self._peers.like(new, sentence)
        if old is not None:
            yield sentence.replace(old, new)
        for subject in sorted(self._subjects(earlier), key=len, reverse=True) if by_itself else ():
            if subject in sentence and subject != sentence:
                yield sentence.replace(subject, new)
        if by_itself or old is None:
            yield _joined(new, sentence, earlier.language)

    def _subjects(self, earlier: Earlier) -> list[str]:
        """What was spoken of: what the earlier sentence, or else the title, shares with most phrasings; and itself."""
        title, phrasings = earlier.entry.title.said_in(earlier.language), earlier.entry.phrasings
        texts = [plain_of(text) for text in (title, *(phrasings.zh if earlier.language == "zh" else phrasings.en))]
        said, called = subject_of(earlier.sentence), subject_of(title)
        shared = (_shared(said, texts, 1), _shared(called, texts, len(texts) / 2))
        return list(dict.fromkeys(filter(None, (*shared, *(said or called or [title])[:1]))))

    def _has_to_do(self, entry: Entry, earlier: Earlier, subject: str) -> bool:
        if entry.kind == "talk":
            return False
        return _near(entry, earlier) or _singular(subject) in self._known(entry).phrasings


class _Known(NamedTuple):
    """An entry's phrasings as they are compared, and what they ask."""

    phrasings: str
    asked: frozenset[int]


def _known(entry: Entry) -> _Known:
    plain = [plain_of(text) for text in (*entry.phrasings.zh, *entry.phrasings.en, entry.title.zh, entry.title.en)]
    return _Known("\n".join(plain), frozenset[int]().union(*map(asked_in, plain)))


def _leaning_on_nothing(meant: Understanding, following: Following) -> Understanding:
    certain = meant.entry is not None and meant.matches[0].probability >= CERTAIN_FROM
    noted = replace(meant, follow=following.follow, language=following.language or meant.language)
    if following.follow in {Follow.ASK, Follow.SWAP} or (certain and following.follow is not Follow.SPEAK):
        return noted
    return replace(noted, decision=Decision.REFUSE, matches=())


def _near(entry: Entry, earlier: Earlier) -> bool:
    other = earlier.entry
    return entry is other or entry.id in other.related or other.id in entry.related


def _in_light(
    meant: Understanding,
    matches: tuple[Match, ...],
    follow: Follow,
    earlier: Earlier,
    whole: str,
    decision: Decision = Decision.ANSWER,
) -> Understanding:
    return replace(meant, decision=decision, matches=matches, follow=follow, about=earlier.entry, whole=whole)


def _said(meant: Understanding, earlier: Earlier, following: Following) -> Understanding:
    match = Match(earlier.entry, 1.0, earlier.sentence, _NO_EVIDENCE)
    again = _in_light(meant, (match,), following.follow, earlier, earlier.sentence)
    return replace(again, language=following.language or earlier.language)


def _shared(parts: Sequence[str], texts: Sequence[str], fewest: float) -> str | None:
    """Return the piece of one of these parts that most texts share, the longer the better."""
    best, worth = None, 0
    for part in parts:
        words, gap = (part.split(" "), " ") if part.isascii() else (list(part), "")
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST_SUBJECT, len(words)) + 1):
                piece = gap.join(words[start:end])
                holders = sum(piece in text for text in texts)
                if holders >= fewest and holders * len(piece) > worth and names_something(piece):
                    best, worth = piece, holders * len(piece)
    return best


def _joined(subject: str, rest: str, language: Language) -> str:
    chinese = language == "zh" and not (subject.isascii() and rest.isascii())
    return f"{subject}{rest}" if chinese else f"{rest} {subject}"


def _singular(subject: str) -> str:
    return subject.removesuffix("s") if subject.isascii() else subject
