"""Taking sentences that people said into a pack, unless that makes something worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.base import Knowledge
from knowledge.editing import add_sentences, render
from knowledge.evaluation import Question, Result, evaluate, lost
from knowledge.language import language_of
from knowledge.normalising import normalise
from knowledge.reading import read_yaml
from knowledge.validation import NEGATIVES, read_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from knowledge.evaluation import Understand

_CHINESE_THEN_ENGLISH = ("zh", "en")


class CannotAdopt(Exception):
    """Sentences that may not go into the pack as they are; the message says why."""


class MakesWorse(CannotAdopt):
    """Sentences that would take away what is understood now. `lost` are the questions, as they would be understood."""

    def __init__(self, lost: Sequence[Result]) -> None:
        self.lost = tuple(lost)
        super().__init__(f"{len(lost)} questions of the evaluation that are right now would not be")


def choose(sentences: Sequence[str], knowledge: Knowledge, entry: str | None) -> tuple[str, ...]:
    """Return the wordings worth adopting: each once, none that is there already, none with a masked number in it."""
    there = knowledge.pack.negatives if entry is None else getattr(knowledge.entry(entry), "phrasings", None)
    if there is None:
        raise CannotAdopt(f"there is no entry {entry}")
    known = {normalise(sentence) for sentence in (*there.zh, *there.en)}
    chosen = []
    for sentence in sentences:
        line = " ".join(sentence.split())
        if (normal := normalise(line)) and normal not in known and "*" not in line:
            known.add(normal)
            chosen.append(line)
    return tuple(chosen)


def with_sentences(folder: Path, entry: str | None, sentences: Sequence[str]) -> dict[str, bytes]:
    """Return the pack's files with the sentences among the phrasings of an entry; among the negatives for None.

    Nothing is written. Raises CannotAdopt, and PackError for a pack that is wrong as it stands.
    """
    contents = read_files(folder)
    name = NEGATIVES if entry is None else _file_of(contents, entry)
    content = contents.get(name, b"")
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    for language in _CHINESE_THEN_ENGLISH:
        if some := [sentence for sentence in sentences if language_of(sentence) == language]:
            try:
                text = add_sentences(text, entry, language, some)
            except LookupError:
                if entry is not None:
                    raise
                text = _negatives_begun(text, name, language, some)
    return {**contents, name: mark + text.encode()}


def _negatives_begun(text: str, name: str, language: str, sentences: Sequence[str]) -> str:
    """Lay negatives.yaml out anew when it has no list of a language yet."""
    data = read_yaml(text.encode(), name).data
    lists = {key: value for key, value in data.items() if value} if isinstance(data, dict) else {}
    return render({**lists, language: list(sentences)})


def _file_of(contents: Mapping[str, bytes], entry: str) -> str:
    for name, content in contents.items():
        data = read_yaml(content, name).data if name.startswith("entries/") else None
        if isinstance(data, list) and any(isinstance(one, dict) and one.get("id") == entry for one in data):
            return name
    raise CannotAdopt(f"there is no entry {entry}")


def require_no_loss(
    contents: Mapping[str, bytes],
    before: Sequence[Result],
    understand_with: Callable[[Knowledge], Understand],
    sentences: Sequence[str],
) -> tuple[Result, ...]:
    """Ask the questions again of the files as they would be, and return what comes of them.

    Raises MakesWorse when one that was right is no longer, CannotAdopt when a sentence is itself one of the questions,
    and PackError when the files would be wrong.
    """
    asked: dict[str, Question] = {one.question.sentence: one.question for one in before}
    if learnt := [sentence for sentence in sentences if sentence in asked]:
        raise CannotAdopt(
            f"{learnt[0]!r} is a question of eval/{asked[learnt[0]].file}.jsonl, "
            "and what is learnt by heart proves nothing: take it out there first"
        )
    after = evaluate((one.question for one in before), understand_with(Knowledge.of(contents)))
    if worse := lost(before, after):
        raise MakesWorse(worse)
    return after
