"""A pack that leaves something out: the bot does without it, and pretends nothing."""

import shutil

import pytest

from tests.conftest import SMALL
from tests.driver.places import told_on


@pytest.fixture
def with_offers():
    return False


@pytest.fixture
def configured(configured, left_out, tmp_path):
    folder = tmp_path / "bare"
    shutil.copytree(SMALL, folder)
    (folder / left_out).unlink()
    return lambda **changes: configured(**{"pack": str(folder)} | changes)


@pytest.mark.parametrize("left_out", ["offerings.yaml"])
@told_on(["web"], postgres=())
async def test_without_offerings_the_service_is_not_pretended(she):
    await she.hears("我想看房", "还没有在这里开通")
    await she.hears("最近有什么活动", "报道没有写日期")
    await she.hears("我的预约", "没有预约")


@pytest.mark.parametrize("left_out", ["complexes.yaml"])
@told_on(["web"], postgres=())
async def test_without_complexes_the_entry_answers(she):
    await she.hears("有哪些公寓", "报道写了湖畔公寓和山景公寓")
