"""What a sentence is about, and what it asks, by the words of the language alone."""

from __future__ import annotations

import re

from knowledge.asking import NAMES, asked_in, without_asking
from knowledge.normalising import spell, strip_filler, unify_numerals
from knowledge.synonyms import unify


def _numbers(names: str) -> frozenset[int]:
    return frozenset(map(NAMES.index, names.split()))


# What a bare question asks; the second kind stands in whole sentences and in other questions too.
_TELLING = _numbers("where when price count who how condition material phone why define what which")
_WEAK = _numbers("exist whether may sign")
_MAY_SIGN, _WHO_MAY = _numbers("may sign"), _numbers("who may")
# Who asks one of these about a new thing has said a whole question.
_WHOLE = _numbers("where when count who how why define which do mine not erase send")
_TO_SIGN_UP = re.compile("怎么(?=报名)")  # 怎么报 alone is a synonym of 申请
_POINTING = re.compile(
    r"^那?(?:那么|它们|他们|她们|它|他|她|这个|那个|这些|那些|这|那)(?:的|家|项|种)?"
    r"|\b(?:it|its|they|them|that|this|these|those)\b"
)
_GRAMMAR = re.compile(
    "^(?:那么?|还有|以及|请问|具体|大概|一般|到底|and|so|ok|then|but)+"
    "|[的了呢吗啊呀吧嘛是要有我能在到去得给个需请就还都来办交拿会些可以]"
    r"|\b(?:is|are|was|were|do|does|did|can|could|will|would|should|i|we|you|one|the|a|an|to|for|of|about|in|on|there"
    r"|much|many|long|get|be|have|need)\b|\s"
)
_EDGES = re.compile(
    "^[那的了呢吗啊是要有我你能在到给个和跟与就还都]+|[的了呢吗啊是有在到给个和跟与就还都]+$"
    "|^(?:(?:and|the|a|an|is|are|of|for|in|to|i|we|on|at) )+"
    "|(?: (?:the|a|an|is|are|of|for|in|to|there|on|and))+$"
)
_SEPARATE = re.compile("\n|有(?![限效])")
# 租房补贴 is a name although 补贴 asks for an amount: such words are hidden while those that ask are taken out.
# A question for one of these things is whole, whatever it is that has a rent or a subsidy.
_THING = re.compile(r"补贴|奖励|租金|\b(?:award|subsidy|rent|rental)\b")
_NAMED, _HIDDEN = re.compile("补贴|奖励|(?:rent )?(?:award|subsidy)"), "\x01"


def plain_of(sentence: str) -> str:
    """Return a sentence in the form in which words that ask, and subjects, are compared."""
    said = unify_numerals(strip_filler(spell(sentence)))
    return said if said.isascii() else unify(_TO_SIGN_UP.sub("怎么 ", said))


def subject_of(sentence: str) -> list[str]:
    """Return the parts of a sentence that are neither asking nor grammar, longest first, in the form of `plain_of`."""
    plain = plain_of(sentence)
    named = iter(_NAMED.findall(plain))
    bare = re.sub(_HIDDEN, lambda _: next(named), without_asking(_NAMED.sub(_HIDDEN, plain)))
    parts = [_EDGES.sub("", part.strip()) for part in _SEPARATE.split(bare)]
    return sorted(filter(names_something, parts), key=len, reverse=True)


def names_something(piece: str) -> bool:
    """Tell whether a piece of a sentence in the form of `plain_of` is more than grammar."""
    return len(_GRAMMAR.sub("", piece)) > 1


def without_pointing(bare: str) -> str:
    """Return the sentence without the word that points back (它, that); such a word alone stays."""
    return " ".join(_POINTING.sub(" ", bare).split()) or bare


def only_points(said: str) -> bool:
    """Tell whether a spelled text is nothing but a word that points back."""
    return _POINTING.fullmatch(said) is not None


def only_asks(bare: str) -> bool:
    """Tell whether a sentence asks something and does not say about what."""
    plain = plain_of(without_pointing(bare))
    asked = asked_in(plain)
    if _THING.search(plain) or asked - _TELLING - _WEAK or not (asked & _TELLING or asked >= _MAY_SIGN):
        return False
    return not _GRAMMAR.sub("", without_asking(plain))


def asks_wholly(rest: str) -> bool:
    """Tell whether what is said of a new thing is a question of its own, or wants something done."""
    return bool(asked_in(plain_of(rest)) & _WHOLE)


def what_is_asked(sentence: str) -> frozenset[int]:
    """Return what a bare question asks (numbers in `NAMES`), without what every kind of question holds.

    Who may do something asks for the conditions.
    """
    asked = asked_in(plain_of(sentence))
    if asked >= _WHO_MAY:
        asked |= _numbers("condition")
    return asked & (_TELLING | _numbers("sign")) or asked
