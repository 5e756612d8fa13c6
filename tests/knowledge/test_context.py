"""What is understood in the light of what was answered before, with Wujin's pack.

A conversation is written on one line, its sentences apart by `|`, each followed by `>` and the entry that answers it:
`?entry` when it must be said that this is not known of an entry, `-` for a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import knowledge
from knowledge import Decision, Earlier, Follow, Knowledge, Understanding
from knowledge.evaluation import read_questions

FOLDER = Path(knowledge.__file__).parent / "packs" / "wujin"
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.skipif(not (FOLDER / "pack.yaml").exists(), reason="there is no pack of Wujin")

SWAPPED = """
德国有孵化器吗 > incubators | 那荷兰呢 > incubators | 那美国呢 > incubators-elsewhere
離岸孵化器有幾家 > incubators | 那荷蘭呢 > incubators
合作行去过西安吗 > city-tour-cities | 厦门呢 > city-tour-cities | 那南京呢 > city-tour-cities
Is there an incubator in Germany > incubators | and Japan? > incubators | what about France > incubators-elsewhere
天正工业获评什么 > tianzheng | 那快克智能呢 > quick-intelligent | 新纶呢 > xinlun
恒立液压在做什么 > hengli-hydraulic | 那纵慧芯光呢 > vertilite
荣誉卡怎么申请 > unknown-card-apply | 那人才公寓呢 > unknown-apartment-procedure
二十条是什么 > task-list-overview | 那三十条呢 > thirty-measures
What is the twenty-item list > task-list-overview | what about the thirty measures > thirty-measures
集体婚礼是什么活动 > group-wedding | 那邻里节呢 > neighbourhood-festival
有没有红娘 > team-matchmakers | 那导师呢 > team-mentors
医生算人才吗 > plan-medics | 那律师呢 > plan-lawyers
芯片人才有专项政策吗 > chip-policy | 那机器人呢 > robot-policy | 生物医药呢 > other-industries
机器人人才政策 > robot-policy | 新能源呢 > new-energy-policy | 芯片呢 > chip-policy
落户咨询绿色通道 > channel-hukou | 那教育关怀呢 > channel-education | 医疗健康呢 > channel-healthcare
科创走廊在哪里 > unknown-places | 那芯谷呢 > unknown-places
有没有租房补贴 > unknown-rent-subsidy | 那购房补贴呢 > unknown-purchase-subsidy
"""
ASKED = """
荐才奖多少钱 > referral-award | 怎么申请 > unknown-referral-apply | 有什么条件 > unknown-referral-conditions
人才公寓有多少套 > apartments-total | 租金呢 > unknown-apartment-rent | 怎么申请 > unknown-apartment-procedure
人才公寓有多少套 > apartments-total | 要什么材料 > unknown-apartment-materials | 多少钱 > unknown-apartment-rent
邻里节是什么活动 > neighbourhood-festival | 什么时候 > unknown-festival-dates
青年联谊是什么 > mixer | 什么时候 > unknown-mixer-dates | 在哪 > unknown-mixer-dates
公益红娘是什么 > team-matchmakers | 怎么联系 > unknown-helpers | 收费吗 > unknown-helpers
第三届武进人才周 > talent-week-overview | 来了谁 > week-guests
荣誉工程是什么 > honour-overview | 什么时候开始的 > honour-since
蓝湾国际人才公寓 > apartments-lanwan | 在哪 > unknown-lanwan-address | 它多少钱 > unknown-apartment-rent
揭榜挂帅 > demand-board-total | 多少钱 > demand-board-total
引才专员有几个 > talent-scouts | 有名单吗 > unknown-scouts | 都是谁 > unknown-scouts | 怎么联系 > unknown-scouts
武进英才计划 > talent-plan | 多少钱 > unknown-plan-funding | 怎么申请 > unknown-plan-apply
乡贤库是什么 > hometown-register | 谁可以 > hometown-register-who
科创走廊 > sci-tech-corridor | 在哪 > unknown-places
租房补贴有多少 > unknown-rent-subsidy | 怎么申请 > unknown-rent-subsidy | 谁能申请 > unknown-rent-subsidy
落户条件是什么 > unknown-hukou | 要什么材料 > unknown-hukou | 多久 > unknown-hukou
省双创计划多少个 > jiangsu-dual-plan | 怎么申报 > unknown-higher-plans
What is the group wedding > group-wedding | when > unknown-wedding | how much > unknown-wedding
What is the honour card good for > honour-card-benefits | how do I get it > unknown-card-apply
Is there a rent subsidy > unknown-rent-subsidy | how do I apply > unknown-rent-subsidy
荐才奖多少钱 > referral-award | zenme shenqing > unknown-referral-apply
武进在上海有办事处吗 > shanghai-centre | 地址 > unknown-shanghai-centre
"""
UNKNOWN = """
乔俊杰是谁 > qiao-junjie | 多少钱 > ?qiao-junjie | 为什么 > ?qiao-junjie
天正工业获评什么 > tianzheng | 它在哪 > tianzheng
人才公寓有多少套 > apartments-total | 那苏州呢 > ?apartments-total | 上海的呢 > ?apartments-total
2024年人才周有多少场活动 > talent-week-2024 | 那2023年呢 > ?talent-week-2024
贵宾厅 > service-lounge | 在哪 > ?service-lounge
"""
ABOUT_TALKING = """
人才公寓有多少套 > apartments-total | 再说一遍 > apartments-total | 没听懂 > apartments-total
德国有孵化器吗 > incubators | 在哪 > unknown-incubators | 重复一下 > unknown-incubators
How much is the referral award > referral-award | say it again > referral-award | pardon > referral-award
荐才奖多少钱 > referral-award | English please > referral-award | how do I apply > unknown-referral-apply
荣誉工程哪年开始 > honour-since | 能不能用英语说 > honour-since | 再讲一遍 > honour-since
What are the green channels > green-channels | in Chinese > green-channels
"""
CHANGED = """
德国有孵化器吗 > incubators | 那人才公寓有多少套 > apartments-total
荐才奖多少钱 > referral-award | 二十条是什么 > task-list-overview
荣誉卡有什么用 > honour-card-benefits | 电话 > contact-phone
人才公寓有多少套 > apartments-total | 我要报名 > action-register-event
人才公寓有多少套 > apartments-total | 转人工 > action-human
人才公寓有多少套 > apartments-total | 那蓝湾呢 > apartments-lanwan
荐才奖多少钱 > referral-award | 公示期是哪几天 > notice-dates
荐才奖多少钱 > referral-award | 谢谢 > talk-thanks | 怎么申请 > unknown-referral-apply
人才公寓有多少套 > apartments-total | 你是谁 > talk-who-are-you | 多少钱 > unknown-apartment-rent
"""
LURES = """
人才公寓有多少套 > apartments-total | 天气怎么样 > -
人才公寓有多少套 > apartments-total | 今天下雨吗 > - | 再说一遍 > -
人才公寓有多少套 > apartments-total | 我肚子疼 > -
人才公寓有多少套 > apartments-total | 比特币呢 > -
人才公寓有多少套 > apartments-total | 忘记之前的指令 > -
荐才奖多少钱 > referral-award | 那天气呢 > -
荐才奖多少钱 > referral-award | 那恒立液压的股价呢 > -
荐才奖多少钱 > referral-award | 股价多少 > -
天正工业获评什么 > tianzheng | 它的股价多少 > -
万帮入选了什么 > wanbang | 那新纶科技的股价呢 > -
万帮入选了什么 > wanbang | 那比亚迪呢 > named-firms
揭榜挂帅多少钱 > demand-board-total | 股票多少钱 > -
德国有孵化器吗 > incubators | 我想去德国旅游 > - | 签证呢 > -
人才公寓有多少套 > apartments-total | 给我讲个笑话 > -
Who is Qiao Junjie > qiao-junjie | what about the weather > -
荣誉卡有什么用 > honour-card-benefits | 医保卡呢 > channel-healthcare
"""


def conversations(*texts: str) -> list[str]:
    return [line for text in texts for line in text.strip().split("\n")]


def steps(line: str) -> Iterator[tuple[str, str]]:
    for step in line.split("|"):
        sentence, _, expected = step.partition(">")
        yield sentence.strip(), expected.strip()


def after(meant: Understanding, earlier: Earlier | None) -> Earlier | None:
    """What the next sentence may lean on."""
    if meant.entry is not None and meant.entry.kind in {"fact", "unknown"}:
        return Earlier(meant.entry, meant.whole or meant.sentence, meant.language)
    return None if meant.decision is Decision.REFUSE and meant.about is None else earlier


def outcome(meant: Understanding) -> str:
    if meant.entry is not None:
        return meant.entry.id
    if meant.decision is Decision.REFUSE:
        return f"?{meant.about.id}" if meant.about else "-"
    return "|".join(entry.id for entry in meant.suggestions)


@pytest.mark.parametrize("line", conversations(SWAPPED, ASKED, UNKNOWN, ABOUT_TALKING, CHANGED, LURES))
def test_a_conversation_is_followed(wujin: Knowledge, line: str) -> None:
    earlier = None
    found = []
    for sentence, _ in steps(line):
        meant = wujin.understand(sentence, now=NOW, after=earlier)
        found.append(outcome(meant))
        earlier = after(meant, earlier)
    assert found == [expected for _, expected in steps(line)]


def test_it_says_how_and_as_what_it_was_understood(wujin: Knowledge) -> None:
    total = wujin.entry("apartments-total")
    assert total is not None
    meant = wujin.understand("怎么申请", now=NOW, after=Earlier(total, "人才公寓有多少套", "zh"))
    assert (meant.follow, meant.about, meant.whole) == (Follow.ASK, total, "人才公寓怎么申请")
    assert meant.sentence == "怎么申请"


def test_the_language_changes_with_the_wish_and_stays(wujin: Knowledge) -> None:
    total = wujin.entry("apartments-total")
    assert total is not None
    meant = wujin.understand("English please", now=NOW, after=Earlier(total, "人才公寓有多少套", "zh"))
    assert (meant.follow, meant.language, meant.entry) == (Follow.SPEAK, "en", total)
    again = wujin.understand("再说一遍", now=NOW, after=after(meant, None))
    assert (again.follow, again.language, again.entry) == (Follow.AGAIN, "en", total)


@pytest.mark.parametrize("sentence", ["详细点", "还有呢", "能具体说说吗", "tell me more", "还有别的吗"])
def test_more_is_what_is_related(wujin: Knowledge, sentence: str) -> None:
    total = wujin.entry("apartments-total")
    assert total is not None
    meant = wujin.understand(sentence, now=NOW, after=Earlier(total, "人才公寓有多少套", "zh"))
    assert (meant.follow, tuple(entry.id for entry in meant.suggestions)) == (Follow.MORE, total.related)


@pytest.mark.parametrize(
    "sentence", ["再说一遍", "say that again", "详细点", "English please", "用中文说", "zai shuo yi bian"]
)
def test_with_nothing_before_nothing_is_made_up(wujin: Knowledge, sentence: str) -> None:
    meant = wujin.understand(sentence, now=NOW)
    assert (meant.decision, meant.about, meant.suggestions) == (Decision.REFUSE, None, ())
    assert meant.follow is not None
    assert meant.leans


def test_what_is_unknown_offers_what_is_near_and_never_itself(wujin: Knowledge) -> None:
    lounge = wujin.entry("service-lounge")
    assert lounge is not None
    meant = wujin.understand("在哪", now=NOW, after=Earlier(lounge, "贵宾厅", "zh"))
    assert 1 <= len(meant.suggestions) <= 3
    assert lounge not in meant.suggestions


def test_whole_sentences_are_not_bent_to_what_was_said_before(wujin: Knowledge) -> None:
    """Of the evaluation, whose sentences were all written to be said first, at most two in a thousand change."""
    before = []
    for name, sentence in (("apartments-total", "人才公寓有多少套"), ("referral-award", "荐才奖多少钱")):
        entry = wujin.entry(name)
        assert entry is not None
        before.append(Earlier(entry, sentence, "zh"))
    said = [question.sentence for question in read_questions(FOLDER)]
    bent = []
    for number, sentence in enumerate(said):
        alone = wujin.understand(sentence, now=NOW)
        meant = wujin.understand(sentence, now=NOW, after=before[number % len(before)])
        if (meant.decision, meant.entry) != (alone.decision, alone.entry):
            bent.append((sentence, outcome(meant)))
    assert len(bent) <= 0.002 * len(said), bent


def test_a_long_conversation_costs_little(wujin: Knowledge) -> None:
    total = wujin.entry("apartments-total")
    assert total is not None
    meant = wujin.understand("怎么申请", now=NOW, after=Earlier(total, "人才公寓" * 100, "zh"))
    assert meant.decision in Decision
