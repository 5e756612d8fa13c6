"""Other matters: words that carry a sentence out of a talent office's work, whatever else it names.

They are like the names of other places: an entry whose own texts have such a word is asked about it, another is not.
"""

from __future__ import annotations

import re

_MATTERS = {
    "shares": "股价 股票 股市 个股 炒股 涨停 跌停 涨了 跌了 市值 市盈率 财报 年报 净利润 营收 退市 ipo 分红 股东 大盘 公募 私募基金 期货 比特币 汇率"
    "|stocks?|share price|market cap|dividends?|shareholders?|ipo|bitcoin|exchange rate",
    "games": "王者荣耀 原神 吃鸡 游戏 皮肤 段位 上分 手游 网游|video games?|gaming",
    "cars": "电动车 电车 新能源车 新能源汽车 购车 买车 汽车 轿车 驾照 驾驶证 驾校 年检 违章 车险 过户 特斯拉 以旧换新 家电"
    "|cars?|driving licen[cs]e|electric vehicles?|tesla",
    "illness": "胃疼 肚子疼 头疼 头痛 牙疼 腰疼 感冒 发烧 咳嗽 过敏 症状 什么药 哪个科 什么科 手术 诊断 化验 减肥 失眠 高血压 糖尿病 怀孕 奶粉"
    "|headache|fever|cough|symptoms?|diagnos\\w*|medicine|surgery|stomach",
    "weather": "天气 下雨 下雪 气温 台风 雾霾|weather|rain|temperature",
    "travel": "签证 护照 旅游 景点 门票 机票 火车票 高铁 地铁 公交 打车 航班 酒店|visa|passport|flights?|train tickets?|hotels?|tourist",
    "dress": "西装 礼服 婚纱 彩礼 司仪 婚宴 伴郎 伴娘 蜜月 离婚|wedding dress|honeymoon|divorce",
    "lottery": "彩票 双色球 大乐透 中奖 星座 算命 运势|lottery|horoscope",
    "exams": "高考 中考 考研 分数线 录取线 雅思 托福 四级 六级 考公 公务员考试 教师资格证|gaokao|ielts|toefl",
    "sports": "足球 篮球 世界杯 欧冠 国足 nba 比分|football|basketball|world cup",
    "food": "红烧 菜谱 外卖 火锅 奶茶 好吃 怎么做菜 减脂|recipes?|restaurants?|pizza",
    "code": "数据库 用户表 爬虫 python 代码 系统提示 提示词 指令 管理员权限 源码|database|sql|source code|system prompt|instructions|admin password",
    "papers": "身份证 营业执照 离婚证 驾照 残疾证 低保 养老金 退休金 失业金 公积金 个税 报税 关税|id card|pension|tax return",
    "films": "电影 电视剧 演唱会 明星 歌词 唱首歌 笑话 写诗 一首诗|movies?|films?|concerts?|jokes?|poems?|songs?",
    "pets": "贵宾犬 泰迪 金毛 狗粮 猫粮 绝育|poodles?|dog food",
}
MATTERS = frozenset(_MATTERS)


def _alternatives() -> str:
    groups = []
    for name, words in _MATTERS.items():
        chinese, _, english = words.partition("|")
        groups.append(rf"(?P<{name}>{'|'.join(chinese.split())}|(?<![a-z])(?:{english})(?![a-z]))")
    return "|".join(groups)


_FOUND = re.compile(_alternatives())


def matters_in(plain: str) -> frozenset[str]:
    """Return the other matters that a normalised sentence is about."""
    return frozenset([found.lastgroup or "" for found in _FOUND.finditer(plain)])
