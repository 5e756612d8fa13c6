"""What is asked about a thing: where it is, what it costs, whether it can be had, and whether something is to be done.

Two sentences about the same thing are often told apart by these few words alone. What each entry is asked for is
learnt from its own phrasings; here stands only what the words of the language are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy import typing as npt

Floats = npt.NDArray[np.float64]

# Chinese words as they stand after synonyms are unified, and English ones. The matcher looks for the Chinese ones alone:
# English questions are told apart better by what is learnt from all phrases; context needs both.
_WORDS: Mapping[str, tuple[str, str]] = {
    "where": ("哪个地方 怎么走 怎么去 哪里 地址 位置 地点 哪条路 哪个区 哪个镇 哪栋 几楼 导航 定位", "where"),
    "when": ("什么时候 周几 星期几 几月份 到期 日期 时间 期限 截止 几月 下一届 下一场 下次 明年 开始 结束 日子 多长 几月几号 几月几日 哪几天 第几天 到什么时候", "when|until|how long|next|deadline"),
    "price": ("多少钱 金额 租金 花钱 钱 万元 万 补贴 奖励 收费 报销 交费 打折 几块", "how money|how much|cost|money|price|rent|subsidy|award|expensive"),
    "count": ("多少 数量 总数 数目 总共 规模", "how many|number|total|many"),
    "who": ("谁 名字 叫什么 姓什么 名单 哪些人 什么人 得主 嘉宾", "who|whose|names|list"),
    "how": ("怎么 流程 步骤 手续 程序 渠道 途径 方式", "how do|how can|how to|how should|procedure|process|steps"),
    "condition": ("条件 资格 要求 门槛 标准 符合 够格 限制", "eligible|requirement|requirements|qualify|condition|conditions"),
    "material": ("要带 带什么 交什么 复印件 材料 证件 资料 表格 证明", "documents|document|materials|paperwork|form"),
    "phone": ("电话 联系 微信 邮箱", "phone|contact|email"),
    "what": ("什么 意思 介绍 简介 回事 内容", "what|mean|meaning|introduce|about|explain"),
    "define": (
        "是什么 干什么 干吗 做什么 什么用 什么意思 怎么回事 什么东西 是指 指的是 有什么作用 什么样的",
        "what is|what s|what are|what does|meaning of",
    ),
    "exist": ("有没有 有吗 没有", "is there|are there|do you have|any"),
    "whether": ("吗 是否 是不是 对吧 会不会 要不要", "does|is it|will|did"),
    "may": ("能不能 可以 能 让不让 行不行 允许", "can|may|could|allowed"),
    "which": ("哪个 哪家 哪一 分别", "which"),
    "why": ("为什么 为何 原因 凭什么", "why"),
    "do": ("帮 给我 替我 我要 我想 安排 来一 马上 现在", "i want|i d like|please|for me|me|let me|i need|we d like"),
    "mine": ("我的 我名下 我报 我约", "my|mine|our"),
    "am": ("我是 算 属于 我们这 像我", "i m|am i|i am|as a"),
    "not": ("不想 不要 不用 不再 不需 别再 别给 别发 不去 不来 不收 取消 退 撤 停 关掉 不参加 不约", "cancel|stop|unsubscribe|don t|not|no longer|withdraw|drop|can t|won t"),
    "erase": ("删除 删 抹掉 清空 忘掉 销毁", "delete|erase|remove|wipe|forget"),
    "send": ("导出 下载 发给我 拷贝 备份 打包", "export|download|copy|send"),
    "move": ("改期 改到 改成 挪 换到 提前 延后 晚点", "reschedule|move|postpone|change|later|earlier|shift"),
    "sign": ("报名 预约 申请 登记 订阅 参加 报个 占个", "sign|register|book|apply|subscribe|join|enrol"),
    "share": ("股 市值 涨 跌 上市 财报 利润 营收 分红 市盈率 退市 ipo", "stock|share price|shares|ipo|profit|revenue|dividend|market"),
    "hire": ("招聘 招人 招工 工资 应聘 简历 加班 待遇", "hiring|salary|vacancies|recruit|job|resume"),
}  # fmt: skip
NAMES = tuple(_WORDS)
# What a kind's habits weigh beside an entry's own phrasings, as a number of phrasings; and the most one word may say.
_PRIOR = 6.0
_MOST = 2.5


def _listed(language: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, words in enumerate(_WORDS.values()):
        for word in words[0].split() if language == 0 else words[1].split("|"):
            found.setdefault(word, number)
    return found


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_CHINESE, _ENGLISH = _listed(0), _listed(1)
_NUMBERS = {**_ENGLISH, **_CHINESE}
_WRITTEN = re.compile(rf"{_one_of(_CHINESE)}|(?<![a-z])(?:{_one_of(_ENGLISH)})(?![a-z])")


def asked_in(plain: str) -> frozenset[int]:
    """Return the numbers (in `NAMES`) of what a sentence with unified synonyms asks."""
    return frozenset([_NUMBERS[word] for word in _WRITTEN.findall(plain)])


def without_asking(plain: str) -> str:
    """Return the same sentence with a line's end in place of each word that asks."""
    return _WRITTEN.sub("\n", plain)


class SpokenAsking:
    """Finds the same in a sentence's sound."""

    def __init__(self, sound_of: Callable[[str], str]) -> None:
        self._numbers = {sound_of(word): number for word, number in reversed(_CHINESE.items()) if len(word) > 1}
        self._words = re.compile(_one_of(self._numbers))

    def __call__(self, sound: str) -> frozenset[int]:
        return frozenset([self._numbers[word] for word in self._words.findall(sound)])


class Habits:
    """What each group of phrases is asked for, against what is asked in general, as logarithms of ratios."""

    def __init__(self, counts: Sequence[Sequence[int]], kinds: Sequence[str]) -> None:
        """`counts` holds, for each group, how many phrases it has and how many of them ask each of `NAMES`."""
        table = np.array(counts, dtype=np.float64).reshape(-1, 1 + len(NAMES))
        sizes, asked = table[:, :1], table[:, 1:]
        general = (asked.sum(axis=0) + 1) / (sizes.sum() + 2)
        usual = np.empty_like(asked)
        for kind in set(kinds):
            same = np.array([other == kind for other in kinds])
            usual[same] = (asked[same].sum(axis=0) + _PRIOR * general) / (sizes[same].sum() + _PRIOR)
        share = (asked + _PRIOR * usual) / (sizes + _PRIOR)
        self._present: Floats = np.clip(np.log(share / general), -_MOST, _MOST).T.copy()
        self._absent: Floats = np.clip(np.log((1 - share) / (1 - general)), -_MOST, _MOST).T.copy()
        self._none: Floats = self._absent.sum(axis=0)

    def compare(self, asked: frozenset[int]) -> tuple[Floats, Floats]:
        """Return, for each group, what the things asked say for it, and what the things not asked say."""
        places = list(asked)
        present: Floats = self._present[places].sum(axis=0)
        absent: Floats = self._none - self._absent[places].sum(axis=0)
        return present, absent
