"""The project's own evaluation: its figures, what other thresholds would bring, and what noise takes."""

import contextlib
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from knowledge import Decision, Knowledge, Thresholds
from knowledge.evaluation import Result, evaluate_pack, read_questions, reliability, scores


def own(knowledge: Knowledge, folder: Path) -> tuple[dict[str, dict[str, float]], list[dict[str, float]]]:
    """The project's own evaluation, in percent: each file; of the blind questions each style and each probability."""
    now = datetime.now(ZoneInfo(knowledge.pack.zone))
    results = evaluate_pack(folder, knowledge, now=now)
    blind = [result for result in results if result.question.blind]
    figures = {
        name: {"count": one.count, "right": 100 * one.accuracy, "worth": 100 * one.worth}
        for name, one in scores(results, lambda question: question.file).items()
    }
    for name, one in scores(blind, lambda question: question.style).items():
        figures[f"style {name}"] = {"count": one.count, "right": 100 * one.accuracy}
    for band in reliability(blind):
        figures[f"probability {band.low:.2f}-{band.high:.2f}"] = {
            "count": band.count,
            "expected": 100 * band.expected,
            "right": 100 * band.right,
        }
    rounded = {name: {key: round(value, 1) for key, value in one.items()} for name, one in figures.items()}
    return rounded, trade_off(blind)


def trade_off(results: Sequence[Result]) -> list[dict[str, float]]:
    """What other thresholds would bring, in percent of the questions that mean something and of those that don't."""
    ours = [result for result in results if result.question.gold]
    others = [result for result in results if not result.question.gold]
    rows = []
    for answer, offer in ((0.3, 0.2), (0.4, 0.3), (0.5, 0.4), (0.6, 0.45), (0.7, 0.5), (0.8, 0.6)):
        decided = Thresholds(answer, offer)

        def share(of: Sequence[Result], decision: Decision, *, right: bool | None, by: Thresholds = decided) -> float:
            chosen = [
                one for one in of if by.decide(likeliest(one)) is decision and right in (None, first_is_right(one))
            ]
            return round(100 * len(chosen) / len(of), 1)

        rows.append(
            {
                "answer_from": answer,
                "offer_from": offer,
                "answered right": share(ours, Decision.ANSWER, right=True),
                "answered wrong": share(ours, Decision.ANSWER, right=False),
                "asked back": share(ours, Decision.DID_YOU_MEAN, right=None),
                "refused": share(ours, Decision.REFUSE, right=None),
                "rightly refused": share(others, Decision.REFUSE, right=None),
                "answered though it means nothing": share(others, Decision.ANSWER, right=None),
            }
        )
    return rows


def likeliest(result: Result) -> float:
    return result.understood.matches[0].probability if result.understood.matches else 0.0


def first_is_right(result: Result) -> bool:
    return bool(result.understood.matches) and result.understood.matches[0].entry.id in result.question.gold


NOISY = {"typo", "homophone", "traditional", "pinyin", "pinyin_spaced", "pinyin_joined", "english"}


def noise(knowledge: Knowledge, folder: Path) -> dict[str, dict[str, float]]:
    """The clean Chinese questions that mean something, as they stand and with each kind of noise put in by machine."""
    from opencc import OpenCC
    from pypinyin import lazy_pinyin

    chance = random.Random(11)
    now = datetime.now(ZoneInfo(knowledge.pack.zone))
    same: dict[str, list[str]] = {}
    for sign in (chr(code) for code in range(0x4E00, 0x9FA6)):
        with contextlib.suppress(UnicodeEncodeError):
            sign.encode("gb2312")
            same.setdefault(lazy_pinyin(sign)[0], []).append(sign)

    def homophone(said: str) -> str:
        places = [place for place, sign in enumerate(said) if len(same.get(lazy_pinyin(sign)[0], ())) > 1]
        place = chance.choice(places)
        others = [sign for sign in same[lazy_pinyin(said[place])[0]] if sign != said[place]]
        return said[:place] + chance.choice(others) + said[place + 1 :]

    def dropped(said: str) -> str:
        place = chance.randrange(len(said))
        return said[:place] + said[place + 1 :]

    def swapped(said: str) -> str:
        place = chance.randrange(len(said) - 1)
        return said[:place] + said[place + 1] + said[place] + said[place + 2 :]

    kinds: dict[str, Callable[[str], str]] = {
        "as it stands": str,
        "one homophone": homophone,
        "traditional": OpenCC("s2t").convert,
        "one character dropped": dropped,
        "two neighbours swapped": swapped,
        "pinyin, spaced": lambda said: " ".join(lazy_pinyin(said)),
        "pinyin, joined": lambda said: "".join(lazy_pinyin(said)),
    }
    clean = [
        one
        for one in read_questions(folder)
        if one.gold
        and one.style not in NOISY
        and all("\u4e00" <= sign <= "\u9fa5" for sign in one.sentence)
        and len(one.sentence) > 3
    ]
    figures = {}
    for kind, change in kinds.items():
        right = []
        for one in clean:
            understood = knowledge.understand(change(one.sentence), now=now)
            right.append(understood.entry is not None and understood.entry.id in one.gold)
        figures[kind] = {"count": len(clean), "right": round(100 * float(np.mean(right)), 1)}
    return figures
