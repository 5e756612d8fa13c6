"""Words of Cantonese, of Wu and of the street, written as Mandarin has them.

Only what can hardly mean anything else in a Mandarin sentence; what is merely another word is a synonym.
"""

from __future__ import annotations

import re

# As they stand after traditional characters became simplified ones (係 is 系).
_CANTONESE = """
边几个>哪几个 边几日>哪几天 边个>谁 边度>哪里 边处>哪里 边日>哪天 边间>哪个 边位>谁 喺边>在哪里 去边>去哪里
系咪>是不是 系唔系>是不是 系咩>是什么 系乜>是什么 唔系>不是 几多>多少 有冇>有没有 冇>没有 喺>在 畀>给
睇楼>看房 睇>看 唔该>麻烦 唔使>不用 唔好>不要 唔>不 咩>什么 乜嘢>什么 乜野>什么 嘢>东西 嚟>来 嘅>的 你哋>你们 我哋>我们
佢哋>他们 哋>们 佢>他 咗>了 啲>些 而家>现在 旧年>去年 嗰>那 攞>拿 揾>找 揸>开 屋苑>小区 点样>怎么 点解>为什么 点先>怎么才
几耐>多久 讯息>消息 喇>了 㗎>的 听日>明天 琴日>昨天 寻日>昨天 返工>上班 细路>孩子 得唔得>行不行 仲有>还有 仲系>还是
冧>倒 倾下>谈谈 嘥>浪费 噉>这样 咁>这么 尐>些 俾我>给我 俾人>给人 老豆>爸爸 老母>妈妈 屋企>家里 收工>下班
"""
_WU = """
阿有>有没有 阿是>是不是 阿能够>能不能 阿能>能不能 阿可以>可不可以 阿好>可不可以 阿要>要不要 阿会>会不会 阿算>算不算
几化>多少 几钿>多少钱 啥辰光>什么时候 辰光>时间 勿要>不要 勿来>不来 勿去>不去 勿>不 弗要>不要 弗>不 哉>了 倷>你 伲>我们
阿拉>我们 侬>你 伊拉>他们 囡儿>女儿 囡囡>孩子 搿个>这个 搿搭>这里 搿>和 讲闲话>说话 寻个>找个 号头>月 屋里厢>家里 派用场>有用
派啥用场>有什么用 用场>用处 退脱>退掉 销脱>销掉 删脱>删掉 今朝>今天 明朝>明天 后日>后天 啥人>谁 几家头>几个人 转来>回来
有伊份>有他的份 拨我>给我 拨伲>给我们 晓得>知道 蛮灵>很好 随便哪能>怎么 呒没>没有 呒不>没有
"""
_SLANG = """
薅到>拿到 薅>拿 多少米>多少钱 打工人>员工 瞅瞅>看看 瞅一眼>看看 瞅>看 鸽了>不去了 甩个>给个 甩一个>给一个 猫主子>猫
整一套>来一套 整一间>来一间 整个>来个 整点>来点 玩意儿>东西 玩意>东西 媳妇儿>老婆 媳妇>老婆 蹭一下>用一下 蹭>用 博后>博士后
妹子>女生 木有>没有 肿么>怎么 酱紫>这样 造吗>知道吗 灰常>非常 撒时候>什么时候 搞头>好处 大佬>人才 挖来>引进 挖到>引进
塞得下>住得下 落户口>落户 小哥哥>男生 小姐姐>女生 毛线>什么 几钱>多少钱 咋搞>怎么办 瓜分>分
"""


def _table() -> dict[str, str]:
    pairs = [pair.split(">") for pair in f"{_CANTONESE}{_WU}{_SLANG}".split()]
    return {said: meant for said, meant in pairs if said != meant}


_MEANT = _table()
_SAID = re.compile("|".join(sorted(_MEANT, key=len, reverse=True)) + "|系(?=[边几点]|是)|(?<=.)[伐弗]$")


def in_mandarin(spelled: str) -> str:
    """Return a spelled sentence with these words replaced."""
    return _SAID.sub(lambda found: _MEANT.get(found[0]) or ("是" if found[0] == "系" else "吗"), spelled)
