"""Other places: a question about one of them shares its words with ours and still is not for us."""

from __future__ import annotations

import re
from collections.abc import Callable

_ZH = """
北京 上海 天津 重庆 河北 山西 辽宁 吉林省 黑龙江 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃
青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
南京 苏州 无锡 南通 扬州 镇江 泰州 徐州 盐城 淮安 连云港 宿迁
江宁 浦口 栖霞 六合 高淳 昆山 太仓 常熟 张家港 吴江 江阴 宜兴 丹阳 句容 靖江 泰兴 海门 如皋 启东 仪征
新北区 天宁区 钟楼区 金坛 溧阳 经开区 常州经开 新吴 滨湖区 梁溪 惠山区 锡山区 姑苏 虎丘 相城 吴中 工业园区
杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 余杭 萧山 海宁 桐乡 慈溪
合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山市 滁州 阜阳 六安 亳州 宣城
福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德市 南昌 景德镇 九江 赣州 吉安 宜春 抚州 上饶
济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
郑州 开封 洛阳 平顶山 安阳 新乡市 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 郴州 怀化
广州 深圳 珠海 汕头 佛山 韶关 湛江 肇庆 江门 茂名 惠州 梅州 汕尾 清远 东莞 中山市 潮州 揭阳 南宁 柳州 桂林 北海市
海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 乐山 南充 眉山 宜宾 达州 贵阳 遵义 六盘水 昆明 曲靖 大理 丽江
西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 兰州 天水 西宁 银川 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 雄安
太原 大同市 沈阳 大连 鞍山 抚顺 丹东 锦州 长春 哈尔滨 齐齐哈尔 大庆 牡丹江 呼和浩特 包头 鄂尔多斯 乌鲁木齐 拉萨 台北 高雄
"""
_ABROAD_ZH = """
美国 英国 法国 德国 意大利 西班牙 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 奥地利 俄罗斯 日本 韩国 新加坡 马来西亚 泰国
越南 印度 澳大利亚 澳洲 新西兰 加拿大 巴西 阿联酋 以色列 爱尔兰 葡萄牙 波兰 欧洲 伦敦 巴黎 柏林 慕尼黑 东京 大阪 首尔 纽约 硅谷
"""
_EN = """
beijing|shanghai|tianjin|chongqing|nanjing|suzhou|wuxi|nantong|yangzhou|zhenjiang|taizhou|xuzhou|yancheng|huai an
lianyungang|kunshan|jiangyin|changshu|zhangjiagang|yixing|liyang|jintan|xinbei|tianning|zhonglou|hangzhou|ningbo|wenzhou
jiaxing|shaoxing|hefei|wuhu|fuzhou|xiamen|quanzhou|nanchang|jinan|qingdao|yantai|zhengzhou|luoyang|wuhan|changsha|guangzhou
shenzhen|zhuhai|dongguan|foshan|haikou|sanya|hainan|chengdu|guiyang|kunming|xi an|lanzhou|taiyuan|shijiazhuang|shenyang
dalian|changchun|harbin|urumqi|hong kong|macau|taipei|taiwan|zhejiang|guangdong|sichuan|shandong|hubei|hunan|anhui|fujian
"""
_ABROAD_EN = """
london|paris|berlin|tokyo|osaka|singapore|new york|sydney|munich|amsterdam|moscow|seoul|dubai|toronto|america|the us|usa|uk
britain|france|germany|italy|spain|netherlands|switzerland|sweden|russia|japan|korea|malaysia|thailand|vietnam|india
australia|canada|brazil|israel|ireland|poland|europe
"""
ABROAD = "abroad"
_OURS = re.compile("武进|wujin")
_KNOWN_FAR = "北京 上海 天津 重庆 南京 苏州 无锡 南通 扬州 镇江 徐州 盐城 昆山 江阴 杭州 宁波 温州 合肥 厦门 武汉 长沙 广州 深圳 成都 郑州"
# Where somebody comes from, or travels to, is not what the question is about.
_ORIGIN = r"(?<!我在)(?<!人在)(?<!来自)(?<!从)(?<!离)(?<!我是)(?<!飞)(?<!调去)(?<!调到)(?<!搬去)(?<!搬到)(?<!跳槽到)(?<!跳槽去)(?<!from )(?<!in )"
_AFTER = "(?!大学|交大|人(?!才)|留学|来的|毕业|飞|出差|开会|过来|回来|读|户)"


def _quick(chinese: str, english: str) -> re.Pattern[str]:
    return re.compile("|".join([*chinese.split(), *english.strip().replace("\n", "|").split("|")]))


def _names(chinese: str, english: str) -> re.Pattern[str]:
    words = english.strip().replace("\n", "|")
    return re.compile(rf"{_ORIGIN}(?:{'|'.join(chinese.split())}){_AFTER}|{_ORIGIN}(?<![a-z])(?:{words})(?![a-z])")


_PLACE, _FOREIGN = _names(_ZH, _EN), _names(_ABROAD_ZH, _ABROAD_EN)

_ANY = _quick(_ZH + _ABROAD_ZH, f"{_EN.strip()}\n{_ABROAD_EN}")


class SpokenPlaces:
    """Finds the names of large and near cities in the sound of a sentence that has no characters."""

    def __init__(self, sound_of: Callable[[str], str]) -> None:
        self._names = {sound_of(name): name for name in _KNOWN_FAR.split()}
        self._found = re.compile("|".join(self._names))

    def __call__(self, sound: str) -> frozenset[str]:
        ours = _OURS.search(sound) is not None
        return frozenset() if ours else frozenset([self._names[found] for found in self._found.findall(sound)])


def places_in(plain: str) -> frozenset[str]:
    """Return the other places that a normalised sentence is about: none when it names ours too."""
    return frozenset() if _OURS.search(plain) else named_in(plain)


def named_in(plain: str) -> frozenset[str]:
    """Return the other places that a normalised text names.

    All that are abroad are one: who knows of one is asked for another.
    """
    if not _ANY.search(plain):  # most sentences: the full patterns look around at every sign
        return frozenset()
    abroad = (ABROAD,) if _FOREIGN.search(plain) else ()
    return frozenset((*_PLACE.findall(plain), *abroad))
