"""Words that people use for one another: colloquial and dialect ones, and the many names of the same thing.

Sentences are compared with each such word written in one way. The groups are about ordinary language, not about one
pack: what a city calls its own things belongs in the phrasings of its entries.
"""

from __future__ import annotations

import re

# The first of each group stands for all.
_ZH = """
什么 啥 什麽 甚么 哪些 哪几个 哪几 有何 何种
怎么 咋 如何 怎样 咋样 怎么样 咋个 哪能 怎地 怎么个 咋整 怎么办 咋办 咋弄 怎么弄
多少 几个 几家 几套 几人 几场 几种 几类 几间 几位 几名 几项 多大 好多
多少钱 几钱 啥价 什么价 多少银子 价格 价钱 贵不贵 费用 花费 多少块
哪里 哪儿 哪 啥地方 什么地方 何处
吗 么 伐 否 嘛
哪个 哪一个 哪家 哪一家 哪种 哪项 哪一项 哪类 哪一类 哪所
谁 哪个人 什么人 哪位 何人
什么时候 啥时候 啥时 何时 几时 几号 哪天 哪一天 哪几天 多久 几点 哪年 什么时间 几月几号 几月几日 什么日子 多会儿
有没有 有无 有木有 是否有
能不能 能否 可不可以 可以 能够
孩子 娃娃 小孩 娃 宝宝 子女 小朋友 儿子 女儿
上学 入学 读书 念书 就学 就读 读小学 上小学 上幼儿园 择校
爱人 配偶 老婆 老公 妻子 丈夫 太太 先生 另一半
对象 女朋友 男朋友 女友 男友
单身 单身狗 没对象
认识 结识 交往
公寓 房子 房源 住房 宿舍
租金 房租 月租
家人 家属 家里人 爸妈 父母
一起 一块儿 一块 一同 共同
宠物 猫 狗
停车 车位 泊车
电话 号码 热线 手机号
联系 对接 找到 联络
公司 企业 厂 单位
奖励 奖金 奖
补贴 补助 津贴
政策 好处 优惠 扶持 福利
海外 境外 国外 外国
海归 留学生 留学 回国
申请 申报 办理 申领 怎么报 怎么办
报名 参加 参与
结婚 婚礼 领证 婚
取消 不去了 去不了 去不成了 去不成 不来了 来不了 退掉 撤掉 撤了 撤销 撤回 退了吧 作废
改期 改时间 换时间 换个时间 推迟 改约
预约 约 预定 订
删除 删掉 删了 都删 注销 清除 抹掉 销号 清空
工资 薪水 薪资 欠薪
导师 老师
人工 真人 活人 客服 工作人员
丢 丢了 遗失 丢失 不见了 掉了
面试 应聘
免费 白住 不要钱 不花钱
建 盖 造
总共 一共 共 累计 合计 总计
金额 总额
介绍 讲讲 说说 聊聊
意思 含义
芯片 集成电路 半导体
常州 本地
"""


def _pairs(groups: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in groups.split("\n"):
        words = line.split()
        for word in words[1:]:
            found.setdefault(word, words[0])
    return found


_CHINESE = _pairs(_ZH)
_FOUND = re.compile("|".join(sorted({*_CHINESE, *_CHINESE.values()}, key=len, reverse=True)))


def unify(normal: str) -> str:
    """Return a normalised sentence with every synonym written as the first word of its group."""
    return _FOUND.sub(lambda found: _CHINESE.get(found[0], found[0]), normal)
