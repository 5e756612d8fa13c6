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

# Words as they stand after synonyms are unified. English ones are left to what is learnt: stated here they only cost.
_WORDS: Mapping[str, str] = {
    "where": "哪个地方 怎么走 怎么去 哪里 地址 位置 地点",
    "when": "什么时候 日期 时间 期限 截止 几月 下一届 下一场 下次 明年 开始 结束 日子 多长 几月几号 几月几日 哪几天 第几天 到什么时候",
    "price": "多少钱 金额 租金 花钱 钱 万元 万 补贴 奖励",
    "count": "多少 数量 总数 数目 总共 规模",
    "who": "谁 名单 哪些人 什么人 得主 嘉宾",
    "how": "怎么 流程 步骤 手续 程序 渠道 途径 方式",
    "condition": "条件 资格 要求 门槛 标准 符合 够格 限制",
    "material": "材料 证件 资料 表格 证明",
    "phone": "电话 联系 微信 邮箱",
    "what": "什么 意思 介绍 简介 回事 内容",
    "define": "是什么 干什么 干吗 做什么 什么用 什么意思 怎么回事 什么东西 是指 指的是 有什么作用 什么样的",
    "exist": "有没有 有吗 没有",
    "whether": "吗 是否 是不是 对吧 会不会 要不要",
    "may": "能不能 可以 能 让不让 行不行 允许",
    "which": "哪个 哪家 哪一 分别",
    "why": "为什么 为何 原因 凭什么",
    "do": "帮 给我 替我 我要 我想 安排 来一 马上 现在",
    "mine": "我的 我名下 我报 我约",
    "am": "我是 算 属于 我们这 像我",
    "not": "不想 不要 不用 不再 不需 别再 别给 别发 不去 不来 不收 取消 退 撤 停 关掉 不参加 不约",
    "erase": "删除 删 抹掉 清空 忘掉 销毁",
    "send": "导出 下载 发给我 拷贝 备份 打包",
    "move": "改期 改到 改成 挪 换到 提前 延后 晚点",
    "sign": "报名 预约 申请 登记 订阅 参加 报个 占个",
    "share": "股 市值 涨 跌 上市 财报 利润 营收 分红 市盈率 退市 ipo",
    "hire": "招聘 招人 招工 工资 应聘 简历 加班 待遇",
}  # fmt: skip
NAMES = tuple(_WORDS)
# What a kind's habits weigh beside an entry's own phrasings, as a number of phrasings; and the most one word may say.
_PRIOR = 6.0
_MOST = 2.5


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NUMBERS = {word: number for number, words in reversed(list(enumerate(_WORDS.values()))) for word in words.split()}
_WRITTEN = re.compile(_one_of(_NUMBERS))


def asked_in(plain: str) -> frozenset[int]:
    """Return the numbers (in `NAMES`) of what a sentence with unified synonyms asks."""
    return frozenset([_NUMBERS[word] for word in _WRITTEN.findall(plain)])


def without_asking(plain: str) -> str:
    """Return the same sentence with a line's end in place of each word that asks."""
    return _WRITTEN.sub("\n", plain)


class SpokenAsking:
    """Finds the same in a sentence's sound."""

    def __init__(self, sound_of: Callable[[str], str]) -> None:
        self._numbers = {sound_of(word): number for word, number in _NUMBERS.items() if len(word) > 1}
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
