"""Subjects named in a sentence: by name, alias or part, with typos, by sound, and in English."""

from __future__ import annotations

from pathlib import Path

import pytest

import knowledge
from knowledge import Knowledge
from knowledge.naming import Names
from knowledge.normalising import simplify

WUJIN = Path(knowledge.__file__).parent / "packs" / "wujin"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    return Knowledge.load(WUJIN, tmp_path_factory.mktemp("cache")).names


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("蓝湾公寓还有空房吗", ["lanwan"]),
        ("藍灣國際人才公寓", ["lanwan"]),
        ("蓝弯国际人才公寓", ["lanwan"]),
        ("兰湾国际公寓", ["lanwan"]),
        ("lanwan gongyu", ["lanwan"]),
        ("Can I see Lanwan on Saturday", ["lanwan"]),
        ("蓝湾和星河哪个好", ["lanwan", "xinghe"]),
        ("星河跟蓝湾哪个好", ["xinghe", "lanwan"]),
        ("理想+国际青年人才公寓怎么走", ["lixiang"]),
        ("理想加公寓", ["lixiang"]),
        ("相约湖湾 骑行花海我要报名", ["mixer-lake-bay"]),
        ("相约湖弯骑行花海报名", ["mixer-lake-bay"]),
        ("那个骑车的联谊活动", ["mixer"]),
        ("the cycling mixer please", ["mixer-lake-bay"]),
        ("青年联宜怎么报名", ["mixer"]),
        ("我要报名集体婚理", ["group-wedding"]),
        ("group weding", ["group-wedding"]),
        ("邻理节算我一个", ["neighbourhood-festival"]),
        ("neighborhood festival", ["neighbourhood-festival"]),
        ("人才周什么时候", ["talent-week"]),
        ("百名博土武进行", ["hundred-doctors"]),
        ("异地邀请赛报名", ["longcheng-invitational"]),
        ("想约个红娘", ["matchmaker"]),
        ("创业导思", ["startup-mentor"]),
        ("维权专圆", ["rights-officer"]),
        ("贵宾厅怎么用", ["lounge"]),
        ("帮我约专家门诊", ["specialist"]),
        ("我要用教育关怀绿色通道", ["channel-education"]),
    ],
)
def test_what_is_named_is_found(names: Names, sentence: str, named: list[str]) -> None:
    which = names.find(simplify(sentence)).get("which")
    assert isinstance(which, list)
    assert [one["id"] for one in which] == named


def test_a_subject_has_its_kind(names: Names) -> None:
    assert names.find("蓝湾") == {"which": [{"kind": "complex", "id": "lanwan"}]}


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("最近有什么活动", "activities"),
        ("想看房", "apartments"),
        ("订阅公示", "notices"),
        ("人才政策有更新叫我", "policies"),
        ("荣誉卡", "honours"),
        ("subscribe to events", "activities"),
        ("any new event", "activities"),
    ],
)
def test_a_topic_is_found(names: Names, sentence: str, topic: str) -> None:
    assert names.find(simplify(sentence)).get("topic") == topic


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "你好",
        "红烧肉怎么做",
        "今天天气怎么样",
        "eventually we go",
        "what is the weather",
        "茅台股价",
        "13800138000",
    ],
)
def test_what_names_nothing_is_left_alone(names: Names, sentence: str) -> None:
    assert names.find(simplify(sentence)) == {}


def test_a_pack_without_subjects_names_nothing() -> None:
    assert Names((), {}).find("蓝湾公寓") == {}
