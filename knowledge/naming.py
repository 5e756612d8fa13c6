"""Which subjects of the pack a sentence names: by name or alias, by its sound, or nearly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from knowledge.normalising import spell
from knowledge.sounds import has_han, sound_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.pack import Subject
    from knowledge.sounds import Table

# A name this short is only found as it is written; a longer one also by a likeness of so many percent.
_LEAST_SIGNS, _LEAST_LETTERS, _LEAST_SOUND = 4, 7, 8
# A longer message is not looked through for what is only like a name.
_LONGEST = 100
_ALIKE, _LETTERS_ALIKE, _SOUNDS_ALIKE = 75, 87, 92


class _Name(NamedTuple):
    subject: Subject
    words: str
    sound: str
    han: bool


class Names:
    """The names of all subjects, to be found in sentences. Immutable and safe for threads."""

    def __init__(self, subjects: Iterable[Subject], syllables: Table) -> None:
        self._syllables = syllables
        written = [
            (subject, spell(name))
            for subject in subjects
            for name in (subject.name.zh, *subject.aliases.zh, subject.name.en, *subject.aliases.en)
        ]
        names = {
            (subject.id, words): _Name(subject, words, sound_of(words, syllables), has_han(words))
            for subject, words in written
        }
        # The longest first: 青年联谊 is found before 联谊.
        self._names = sorted(names.values(), key=lambda name: -len(name.words))
        numbered = list(enumerate(self._names))
        self._sounds = _Alike(
            {at: name.sound for at, name in numbered if name.han and len(name.sound) >= _LEAST_SOUND},
            _SOUNDS_ALIKE,
            size=3,
        )
        self._words = {
            han: _Alike(
                {at: name.words for at, name in numbered if name.han is han and len(name.words) >= least},
                alike,
                size=size,
            )
            for han, least, alike, size in (
                (True, _LEAST_SIGNS, _ALIKE, 1),
                (False, _LEAST_LETTERS, _LETTERS_ALIKE, 3),
            )
        }

    def find(self, simple: str) -> dict[str, object]:
        """Return `which`, the subjects named in their order as `{kind, id}`, and `topic`, the first topic's id.

        `simple` is a sentence as `simplify` returns it. What is not named is left out.
        """
        if not self._names:
            return {}
        text = spell(simple)
        found = self._written(text)
        if all(name.subject.kind == "topic" for _, name in found):
            found += [near for near in self._nearly(text) if not found or near[1].subject.kind != "topic"]
        subjects = list(
            dict.fromkeys((name.subject.kind, name.subject.id) for _, name in sorted(found, key=lambda one: one[0]))
        )
        which = [{"kind": kind, "id": known} for kind, known in subjects if kind != "topic"]
        topics = [known for kind, known in subjects if kind == "topic"]
        return ({"which": which} if which else {}) | ({"topic": topics[0]} if topics else {})

    def _written(self, text: str) -> list[tuple[int, _Name]]:
        found = []
        for name in [name for name in self._names if name.words in text]:
            place = text.find(name.words)
            while place >= 0:
                behind = place + len(name.words)
                if _is_word(text, place, behind):
                    found.append((place, name))
                    # What was found is not looked at again; the places of what follows stay.
                    text = f"{text[:place]}{chr(0) * len(name.words)}{text[behind:]}"
                place = text.find(name.words, behind)
        return found

    def _nearly(self, text: str) -> list[tuple[int, _Name]]:
        """Find the one name that is nearest in sound or letters; a long message is read as it is written."""
        if not text or len(text) > _LONGEST:
            return []
        sound, spoken = sound_of(text, self._syllables), has_han(text)
        best: tuple[float, int, _Name] | None = None
        for position in sorted(self._sounds.find(sound) | self._words[spoken].find(text)):
            score, place = _likeness(self._names[position], text, sound, spoken=spoken)
            if score and (best is None or score > best[0]):
                best = score, place, self._names[position]
        return [best[1:]] if best else []


class _Alike:
    """Names that may be somewhere in a text, nearly.

    Only those that share enough pieces with it are compared. A name of n signs whose likeness is a, from 0 to 1, has at
    least a n / (2 - a) of them in the text, and each that it lacks is in as many of its pieces as a piece has signs.
    """

    def __init__(self, names: Mapping[int, str], alike: int, *, size: int) -> None:
        """`alike` is the least likeness, in percent; `size` how many signs a piece has."""
        lacking = size * (2 - 2 * alike / 100) / (2 - alike / 100)
        # One less, because the text may be a sign shorter than the name.
        self._enough = {at: len(self._pieces(name, size)) - lacking * len(name) - 1 for at, name in names.items()}
        self._names = names
        self._alike = alike
        self._size = size
        self._with: dict[str, list[int]] = {}
        for at, name in names.items():
            for piece in self._pieces(name, size):
                self._with.setdefault(piece, []).append(at)

    def find(self, text: str) -> set[int]:
        """Return the numbers of the names that are alike to a part of the text."""
        shared = Counter(at for piece in self._pieces(text, self._size) for at in self._with.get(piece, ()))
        near = {at: self._names[at] for at, pieces in shared.items() if pieces >= self._enough[at]}
        found = process.extract(text, near, scorer=fuzz.partial_ratio, limit=None, score_cutoff=self._alike)
        return {at for _, _, at in found}

    @staticmethod
    def _pieces(text: str, size: int) -> set[str]:
        return {text[start : start + size] for start in range(len(text) - size + 1)}


def _is_word(text: str, place: int, behind: int) -> bool:
    """A Latin word is not found in the middle of another."""
    before, after = text[place - 1 : place], text[behind : behind + 1]
    return not (
        (text[place].isascii() and before.isascii() and before.isalnum())
        or (text[behind - 1].isascii() and after.isascii() and after.isalnum())
    )


def _likeness(name: _Name, text: str, sound: str, *, spoken: bool) -> tuple[float, int]:
    if len(name.words) > len(text) + 1 and len(name.sound) > len(sound) + 1:
        return 0.0, 0
    if name.han and len(name.sound) >= _LEAST_SOUND:
        place = sound.find(name.sound)
        if place >= 0:
            return 100.0, place
        close = fuzz.partial_ratio_alignment(name.sound, sound, score_cutoff=_SOUNDS_ALIKE)
        if close and close.src_end - close.src_start == len(name.sound):
            return close.score, close.dest_start
    least = _LEAST_SIGNS if name.han else _LEAST_LETTERS
    if len(name.words) < least or name.han != spoken or len(text) < len(name.words) - 1:
        return 0.0, 0
    cutoff = _ALIKE if name.han else _LETTERS_ALIKE
    near = fuzz.partial_ratio_alignment(name.words, text, score_cutoff=cutoff)
    if not near:
        return 0.0, 0
    # Of four characters one may be wrong only when it stands inside.
    ends = (
        name.words[0] == text[near.dest_start : near.dest_start + 1]
        and name.words[-1] == text[near.dest_end - 1 : near.dest_end]
    )
    return (
        (near.score, near.dest_start)
        if ends or (len(name.words) > _LEAST_SIGNS + 1 and near.score >= _LETTERS_ALIKE - 5)
        else (0.0, 0)
    )
