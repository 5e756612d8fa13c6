"""Other cities: a question about one of them shares its words with ours and still is not for us."""

from __future__ import annotations

import re

_ZH = (
    "北京 上海 天津 重庆 南京 苏州 无锡 南通 扬州 镇江 泰州 徐州 盐城 淮安 连云港 宿迁"
    " 昆山 江阴 张家港 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 台州 合肥 芜湖 福州 厦门 泉州"
    " 南昌 济南 青岛 烟台 郑州 洛阳 武汉 长沙 广州 深圳 珠海 东莞 佛山 南宁 海口 三亚"
    " 成都 贵阳 昆明 西安 兰州 西宁 银川 太原 石家庄 沈阳 大连 长春 哈尔滨 呼和浩特"
    " 乌鲁木齐 拉萨 香港 澳门 台北"
)
_EN = (
    "beijing shanghai tianjin chongqing nanjing suzhou wuxi nantong yangzhou zhenjiang taizhou xuzhou hangzhou ningbo"
    " wenzhou hefei fuzhou xiamen jinan qingdao zhengzhou wuhan changsha guangzhou shenzhen chengdu kunming xian dalian"
    " london paris berlin tokyo osaka singapore york sydney munich amsterdam moscow seoul dubai toronto"
)
# Where somebody comes from is not what the question is about.
_ORIGIN = r"(?<!我在)(?<!人在)(?<!来自)(?<!从)(?<!离)(?<!from )"
_PLACE = re.compile(rf"{_ORIGIN}(?:{'|'.join(_ZH.split())})(?!大学|交大|人)|{_ORIGIN}\b(?:{'|'.join(_EN.split())})\b")


def places_in(plain: str) -> frozenset[str]:
    """Return the cities that a normalised sentence is about."""
    return frozenset(_PLACE.findall(plain))
