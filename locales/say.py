"""Sentences by their name, in the language of the person."""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from fluent.runtime import FluentBundle, FluentResource

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

REMEMBERED: Final = 2048
"""Sentences kept as they were last said: most are said again and again with the same values."""

Say = Callable[..., str]
"""``say("greeting", name="近悦")`` gives the sentence; an unknown name or a missing value raises `LookupError`."""

_FOLDERS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


@cache
def say_in(language: Language) -> Say:
    """The sentences of one language."""
    bundle = FluentBundle([_FOLDERS[language]], use_isolating=False)
    for path in sorted((Path(__file__).parent / _FOLDERS[language]).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))

    @lru_cache(REMEMBERED)
    def formatted(name: str, values: frozenset[tuple[str, str | int]]) -> str:
        if not bundle.has_message(name):
            raise LookupError(f"no sentence {name!r} in {language}")
        pattern = bundle.get_message(name).value
        if pattern is None:
            raise LookupError(f"the sentence {name!r} in {language} is empty")
        sentence, problems = bundle.format_pattern(pattern, dict(values))
        if problems:
            raise LookupError(f"{name!r} in {language}: {problems[0]}")
        return str(sentence)

    def say(name: str, /, **values: str | int) -> str:
        return formatted(name, frozenset(values.items()))

    return say
