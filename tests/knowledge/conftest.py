"""A small pack in a folder of its own, to be changed and broken by the tests; and Wujin's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import knowledge
from knowledge import Knowledge, PackError

WUJIN = Path(knowledge.__file__).parent / "packs" / "wujin"

PACK = """\
id: testing
name: {zh: 测试, en: Testing}
zone: Asia/Shanghai
office: {zh: 人才工作科, en: Talent Work Section}
phone: 0519-86312399
menu:
  - {label: {zh: 公寓, en: Flats}, entry: apartments-total}
sources:
  newspaper:
    title: {zh: 专版, en: The page}
    as_of: 2024-05
"""
ENTRIES = """\
- id: apartments-total
  title: {zh: 人才公寓有多少套, en: How many talent apartments}
  kind: fact
  phrasings:
    zh: [人才公寓一共有多少套, 公寓总共几间, 建了多少人才公寓]
    en: [How many talent apartments are there, Number of talent apartments]
  answer: {zh: 23248 套, en: 23248 apartments}
  source: newspaper
  quote: 全区累计建成 23248 套人才公寓
  as_of: 2024-05
- id: incubators
  title: {zh: 离岸孵化器, en: Offshore incubators}
  kind: fact
  phrasings:
    zh: [德国有离岸孵化器吗, 海外孵化器在哪些国家, 境外离岸孵化器有几家]
    en: [Is there an incubator in Germany, Offshore incubators abroad]
  answer: {zh: 3 家, en: Three}
  source: newspaper
  quote: 建成德国、日本、荷兰等境外离岸孵化器 3 家
  as_of: 2024-05-20
  related: [apartments-total]
- id: rent-unknown
  title: {zh: 公寓租金, en: Rent of the apartments}
  kind: unknown
  phrasings:
    zh: [人才公寓租金多少, 公寓一个月房租多少钱, 房租贵不贵]
    en: [What is the rent of a talent apartment, How expensive is the rent]
  answer: {zh: 材料没有写租金。, en: The material does not state the rent.}
  source: newspaper
  as_of: 2024-05
- id: notice
  title: {zh: 公示到几号, en: Until when the notice is shown}
  kind: fact
  phrasings:
    zh: [荣誉工程公示到哪天, 公示期多久, 名单公示什么时候结束]
    en: [When does the public notice end, How long is the list on show]
  answer: {zh: 到 5 月 23 日。, en: Until 23 May.}
  source: newspaper
  quote: 公示期为 2024 年 5 月 17 日到 5 月 23 日
  as_of: 2024-05
  effective: 2024-05-17
  expires: 2024-05-24
  expired_answer: {zh: 公示已结束。, en: The notice is over.}
- id: viewing
  title: {zh: 预约看房, en: Book a viewing}
  kind: action
  intent: book_viewing
  phrasings: {zh: [我想看房, 预约看房], en: [Book a viewing, I want to see a flat]}
- id: hello
  title: {zh: 打招呼, en: Greeting}
  kind: action
  intent: greeting
  phrasings: {zh: [你好, 在吗], en: [Hello, Good morning]}
"""
NEGATIVES = """\
zh: [苏州的人才公寓, 今天天气怎么样, 新能源汽车补贴]
en: [What is the weather today, apartments in Paris]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A complete small pack."""
    pack = tmp_path / "testing"
    (pack / "entries").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, "utf-8")
    (pack / "entries" / "all.yaml").write_text(ENTRIES, "utf-8")
    (pack / "negatives.yaml").write_text(NEGATIVES, "utf-8")
    return pack


@pytest.fixture
def small(folder: Path) -> Knowledge:
    """The small pack, loaded."""
    return Knowledge.load(folder)


@pytest.fixture(scope="session")
def wujin(wujin_cache: Path) -> Knowledge:
    """Wujin's pack, loaded."""
    return Knowledge.load(WUJIN, wujin_cache)


@pytest.fixture
def complaints(folder: Path) -> Callable[[], list[str]]:
    """Load the pack in the folder and return its problems; it must have some."""

    def load() -> list[str]:
        with pytest.raises(PackError) as caught:
            Knowledge.load(folder)
        return [str(problem) for problem in caught.value.problems]

    return load
