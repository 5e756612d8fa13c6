"""A sentence is answered, offered choices or refused; whatever it is, nothing breaks."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import Decision, Knowledge, Thresholds, Understanding

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAUGHTY = Path(__file__).parents[3] / "shared" / "robustness" / "blns.json"


def meant(known: Knowledge, sentence: str) -> str | None:
    entry = known.understand(sentence, now=NOW).entry
    return entry.id if entry else None


def check(understood: Understanding) -> None:
    """What holds for every understanding."""
    likely = [match.probability for match in understood.matches]
    assert likely == sorted(likely, reverse=True)
    assert all(0 <= probability <= 1 for probability in likely)
    assert len({match.entry.id for match in understood.matches}) == len(likely)
    assert all(match.phrasing and match.why for match in understood.matches)
    assert (understood.entry is not None) == (understood.decision is Decision.ANSWER)
    assert (understood.intent is not None) == (understood.decision is Decision.ANSWER)
    assert bool(understood.suggestions) >= (understood.decision is Decision.DID_YOU_MEAN)
    assert not (understood.suggestions and understood.decision is Decision.ANSWER)
    assert len(understood.suggestions) <= 3
    json.dumps(dict(understood.slots))


@pytest.mark.parametrize(
    ("sentence", "entry_id"),
    [
        ("人才公寓一共有多少套", "apartments-total"),
        ("人才公寓總共有多少套?", "apartments-total"),
        ("人才公寓有多少套房", "apartments-total"),
        ("人材公寓一共有多少套", "apartments-total"),
        ("ren cai gong yu yi gong you duo shao tao", "apartments-total"),
        ("rencaigongyuyigongyouduoshaotao", "apartments-total"),
        ("how many talent apartments are there?", "apartments-total"),
        ("How many talent aparments are there", "apartments-total"),
        ("美国有离岸孵化器吗", "incubators"),
        ("离岸孵化器", "incubators"),
        ("Is there an incubator in the USA?", "incubators"),
        ("人才公寓租金多少呀", "rent-unknown"),
        ("老师您好,我是新来的博士,想了解一下人才公寓的租金是多少,谢谢", "rent-unknown"),
        ("zujin duoshao", "rent-unknown"),
        ("我想看房", "viewing"),
        ("你好", "hello"),
        ("你好👋", "hello"),
        ("Hello!", "hello"),
    ],
)
def test_a_question_finds_its_entry(small: Knowledge, sentence: str, entry_id: str) -> None:
    assert meant(small, sentence) == entry_id


@pytest.mark.parametrize(
    "sentence",
    [
        "苏州的人才公寓",
        "苏州的人才公寓!",
        "今天天气怎么样",
        "红烧肉怎么做",
        "What is the weather",
        "best pizza",
        "1234",
        "。",
    ],
)
def test_what_is_not_known_is_refused(small: Knowledge, sentence: str) -> None:
    assert small.understand(sentence, now=NOW).decision is Decision.REFUSE


def test_a_vague_question_is_offered_choices(small: Knowledge, folder: Path) -> None:
    careful = Knowledge.load(folder, thresholds=Thresholds(answer=0.99, offer=0.01))
    understood = careful.understand("公寓", now=NOW)
    assert understood.decision is Decision.DID_YOU_MEAN
    assert {entry.id for entry in understood.suggestions} >= {"apartments-total", "rent-unknown"}
    assert understood.entry is None
    assert understood.intent is None


@pytest.mark.parametrize(
    ("best", "decision"),
    [
        (0.0, Decision.REFUSE),
        (0.29, Decision.REFUSE),
        (0.3, Decision.DID_YOU_MEAN),
        (0.69, Decision.DID_YOU_MEAN),
        (0.7, Decision.ANSWER),
    ],
)
def test_one_probability_decides(best: float, decision: Decision) -> None:
    assert Thresholds(answer=0.7, offer=0.3).decide(best) is decision


def test_intents_and_languages(small: Knowledge) -> None:
    viewing = small.understand("Book a viewing", now=NOW)
    assert (viewing.intent, viewing.language) == ("book_viewing", "en")
    policy = small.understand("公寓总共几间", now=NOW)
    assert (policy.intent, policy.language) == ("faq", "zh")
    assert small.understand("gongyu zonggong jijian", now=NOW).language == "zh"


def test_a_match_says_why(small: Knowledge) -> None:
    match = small.understand("公寓总共有几间", now=NOW).matches[0]
    assert match.phrasing == "公寓总共几间"
    assert match.why["letters"] > 0.8
    assert match.why["sound"] in {0.0, 1.0}


def test_slot_values_come_with_the_meaning(small: Knowledge) -> None:
    understood = small.understand("我想后天下午三点看房,两个人", now=NOW)
    assert understood.slots == {"people": 2, "when": {"date": "2026-11-26", "part": "afternoon", "time": "15:00"}}


def test_an_understanding_can_not_be_changed(small: Knowledge) -> None:
    understood = small.understand("公寓", now=NOW)
    with pytest.raises(FrozenInstanceError):
        understood.language = "en"  # type: ignore[misc]
    with pytest.raises(TypeError):
        understood.matches[0].why["letters"] = 1.0  # type: ignore[index]


def test_naughty_strings_break_nothing(small: Knowledge) -> None:
    if not NAUGHTY.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{NAUGHTY} is missing")
        pytest.skip("../shared/robustness/blns.json is missing")
    for sentence in json.loads(NAUGHTY.read_text("utf-8")):
        check(small.understand(sentence, now=NOW))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(), max_size=80), st.datetimes(timezones=st.just(NOW.tzinfo)))
def test_no_sentence_breaks_anything(small: Knowledge, sentence: str, now: datetime) -> None:
    check(small.understand(sentence, now=now))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from("人才公寓租金多少rent zujin年月日号点周下十二3,。?!"), max_size=60))
def test_no_near_sentence_breaks_anything(small: Knowledge, sentence: str) -> None:
    check(small.understand(sentence, now=NOW))


@pytest.mark.parametrize(
    "sentence",
    ["人才公寓" * 2000, "how many flats " * 1000, "你好," * 3000, "xian" * 3000, "﷽" * 5000, "一" * 9000, "😀" * 9000],
)
def test_a_long_sentence_costs_little(small: Knowledge, sentence: str) -> None:
    def spent() -> float:
        start = time.thread_time()
        check(small.understand(sentence, now=NOW))
        return time.thread_time() - start

    assert min(spent() for _ in range(3)) < 0.05


def test_threads_may_ask_at_once(small: Knowledge) -> None:
    sentences = ["公寓总共几间", "zujin duoshao", "What is the rent", "红烧肉"] * 25
    alone = [small.understand(sentence, now=NOW) for sentence in sentences]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda sentence: small.understand(sentence, now=NOW), sentences))
    assert together == alone
