"""Other matters: words that carry a sentence out of a talent office's work, whatever else it names.

They are like the names of other places: an entry whose own texts have such a word is asked about it, another is not.
"""

from __future__ import annotations

import re

from knowledge.synonyms import unify

# By kind, to be read: Chinese words, and behind the first bar English patterns.
_KINDS = {
    "shares": "股价 股票 股市 个股 炒股 股吧 涨停 跌停 涨了 跌了 市值 估值 市盈率 财报 净利润 营收 退市 上市了 分红 股东 大盘 公募 私募基金"
    " 期货 比特币 汇率 概念股 抄底 实控人 创始人 董事长|stocks?|share price|market cap|dividends?|shareholders?|ipo|bitcoin|exchange rate",
    "games": "王者荣耀 原神 吃鸡 游戏 段位 手游 网游 麻将 剧本杀 密室逃脱 英雄联盟 下象棋|video games?|gaming",
    "cars": "电动车 电车 新能源车 新能源汽车 购车 买车 轿车 二手车 驾照 驾驶证 驾考 驾校 科目二 年检 违章 车险 过户 特斯拉 以旧换新 家电"
    " 国补 上牌 绿牌 摩托车 网约车 滴滴 加油站 油价 轮胎|cars?|driving licen[cs]e|electric vehicles?|tesla|bicycle",
    "illness": "胃疼 肚子疼 肚子痛 头疼 头痛 头晕 牙疼 腰疼 感冒 发烧 发寒热 咳嗽 过敏 症状 什么药 哪个科 看什么科 挂什么科 诊断 化验 减肥"
    " 失眠 高血压 糖尿病 怀孕 孕妇 奶粉 结节 头孢 阿司匹林 布洛芬 眼药水 疫苗 近视 拔牙 智齿 牙医 阑尾炎 皮肤科 湿疹 抑郁症"
    "|headache|fever|cough|symptoms?|diagnos\\w*|medicine|surgery|stomach|aspirin|dentist|vaccine|sore throat|allerg\\w+|side effects",
    "weather": "天气 下雨 落雨 下雪 落雪 带伞 气温 台风 雾霾 降温 pm2|weather|rain|snow|temperature",
    "travel": "签证 护照 免签 绿卡 申根 入台证 通行证 旅游 景点 门票 机票 火车票 动车票 高铁票 高铁 公交 打车 大巴 末班车 航班 酒店 动物园"
    " 恐龙园 自驾|visa|passport|flights? to|cheap(?:est)? flights?|train tickets?|metro ticket|hotels?|tourist|zoo|nightclubs?",
    "dress": "西装 礼服 婚纱照 彩礼 司仪 婚宴 伴郎 伴娘 蜜月 离婚 随礼|wedding dress|honeymoon|divorce",
    "love": "出轨 前任 前男友 前女友 分手 暗恋 表白  小三 异地恋|ex boyfriend|ex girlfriend|broke up|break up|left me|crush on",
    "lottery": "彩票 双色球 大乐透 中奖 星座 天蝎座 算命 运势 财运 水逆|lottery|horoscope",
    "exams": "高考 中考 考研 分数线 录取线 雅思 托福 四级 六级 考公 公务员考试 教师资格证 教资 普通话证 二建 一建 会计证"
    "|gaokao|ielts|toefl",
    "lessons": "挂科 作业 期末 数学题 物理题 化学题 方程 查重 翻译成 翻成 背单词 替考 作弊 辅导班 钢琴 小提琴 暑假 寒假"
    "|homework|essay|equations?|proofread|cover letter|translate",
    "sports": "足球 篮球 羽毛球 世界杯 欧冠 亚洲杯 国足 湖人 nba 比分 游泳 健身房 瑜伽 减脂 马拉松|football|basketball|world cup|champions league|gym",
    "food": "红烧 菜谱 外卖 火锅 奶茶 好吃 麻辣烫 小龙虾 螃蟹 豆腐 包子 炒饭 怎么做菜|recipes?|restaurants?|pizza|hot ?pot|fried rice|dumplings|noodles",
    "code": "数据库 用户表 爬虫 python java sql 代码 冒泡排序 系统提示 提示词 指令 管理员 后台密码 源码"
    "|database|sql|source code|system prompt|instructions|prompt|api key|admin password|phone numbers",
    "papers": "身份证 户口本 居住证 营业执照 离婚证 出生证明 准生证 健康证 驾照 残疾证 低保 养老金 退休金 失业金 公积金 个税 报税 关税 契税 印花税"
    " 增值税 发票 公交卡 社保卡|id card|pension|tax return|how much tax|invoices?",
    "insurance": "医保 农保 养老保险 失业保险 生育保险 生育津贴 工伤 产假|health insurance|medical insurance|dental",
    "courts": "法院 起诉 打官司 劳动仲裁 坐牢 判几年 车管所 交警 城管 罚单 罚款 税务局 税务大厅 居委会 网格员|court|lawsuit|parking fine|traffic fine",
    "realty": "房价 房贷 首付 二手房 楼盘 房产证 学区房 法拍房 炒房 不动产|mortgages?|house prices|real estate|buy a flat",
    "money": "花呗 借呗 信用卡 网贷 支付宝 余额宝 理财 征信 定期存款 存款利 金价|credit cards?|gold price|savings account|bank account",
    "family": "三胎 二胎政策 育儿补贴 月子中心 老年公寓 养老公寓 养老院 敬老院 校服 压岁钱|nursing homes?|school uniforms?|maternity leave",
    "farming": "农机 化肥 农药 拖拉机 宅基地 养猪 养鸡 养鱼 种田 插秧|tractors?|fertili[sz]er|pig farm",
    "party": "入党 党费 党课 退伍 参军 征兵|military service|party membership",
    "shopping": "包邮 拼单 砍价 优惠券 快递费 淘宝 京东 拼多多 闲鱼 天猫 双11 双12 羽绒服 退款 发货 美团 饿了么 自动续费 菜场 菜市场|amazon|parcel|furniture",
    "gadgets": "iphone 苹果手机 手机屏 手机掉 买手机 蓝屏 死机 病毒 路由器 打印机 打印店 耳机 流量|laptops?|printer|smartphones?",
    "house": "月嫂 保姆 家政 开锁 搬家公司 理发 剪头发 广场舞 麻将馆 自来水公司 停电 停水 煤气|haircut|plumber|electricity bill",
    "crime": "炸药 假证 假章 假公章 假文凭 毕业证多少钱 毒品 黑客 黑进 伪造 代开 逃税 诈骗犯|bomb|hack|forge|cheat on",
    "powers": "特朗普 拜登 普京 俄乌 乌克兰 台湾问题 钓鱼岛 大选|trump|putin|the president of|prime minister",
    "lore": "唐朝 宋朝 明朝 清朝 秦始皇 李白 鲁迅 长城 二战 牛顿 光速|great wall|world war|capital of|meaning of life",
    "films": "电影 电视剧 演唱会 明星 歌词 唱首歌 笑话 段子 相声 鬼故事 谜语 脑筋急转弯 写诗 一首诗 道歉信"
    "|movies?|films?|concerts?|jokes?|poems?|songs?|fun fact|bedtime story",
    "pets": "贵宾犬 泰迪 金毛 狗粮 猫粮 绝育 乌龟|poodles?|dog food",
    "gossip": "被查了 被抓了 被双规 拆迁款 升官|arrested",
}


def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    chinese: list[str] = []
    english: list[str] = []
    for words in _KINDS.values():
        here, _, there = words.partition("|")
        chinese += here.split()
        english.append(there)
    # Sentences come with their synonyms unified. Apart from each other the two are much faster.
    written = sorted({re.escape(unify(word)) for word in chinese}, key=len, reverse=True)
    return re.compile("|".join(written)), re.compile(rf"\b(?:{'|'.join(english)})(?![a-z])")


_CHINESE, _ENGLISH = _patterns()


def matters_in(plain: str) -> frozenset[str]:
    """Return the words for other matters in a normalised sentence whose synonyms are unified; English ones without -s."""
    return frozenset([*_CHINESE.findall(plain), *(found.rstrip("s") for found in _ENGLISH.findall(plain))])
