"""The talent apartments, complex by complex: what is known, what is not, where it is, and a viewing."""

import shutil

import httpx
import pytest

from handlers.chart import bar_chart
from tests.conftest import SMALL
from tests.driver.office import tells_who_she_is
from tests.driver.places import told_on
from tests.driver.telegram import Group

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")

DRAWN = bar_chart([(1, (67, 160, 71))])
"""Some picture."""


@told_on(postgres=("web",))
async def test_a_complex_has_a_page_with_what_is_known_and_what_is_not(she):
    listed = await she.hears("有哪些公寓", "点一个小区")
    assert {"湖畔公寓", "山景公寓"} <= set(listed.labels)
    await she.taps("湖畔公寓")
    page = await she.sees("湖东路")
    assert "来源：" in page.text
    assert "一居室 · 约 35 ㎡" in page.text
    assert "两居室 · 月租 900 元（小城日报）" in page.text
    assert "没有租金、照片，我不猜" in page.text
    await she.taps("其他小区")
    await she.sees("点一个小区")
    await she.taps("山景公寓")
    page = await she.sees("山脚下")
    assert "没有地址、户型、面积、租金、照片" in page.text
    assert not any("地图" in label for label in page.labels)
    await she.taps("预约看房")
    await she.sees("哪个时间方便")


@told_on(["web", "telegram", "wechat"], postgres=())
async def test_a_question_about_one_complex_leads_to_its_page_and_a_tap_to_the_map(she, app, channel):
    page = await she.hears("湖畔公寓在哪里", "户型：")
    assert any("👍" in label for label in page.labels)
    await she.taps("地图")
    await she.quiet()
    assert not [row for row in await app.rows("incoming") if row["failure"]]
    places = [row["body"]["location"] for row in await app.rows("message") if "location" in row["body"]]
    if channel == "web":  # on Telegram the stub server holds the call against the Bot API
        assert [(one["latitude"], one["address"]) for one in places] == [(31.7, "湖东路")]


@told_on(["web", "wechat"], postgres=())
async def test_the_ticket_of_a_viewing_comes_with_the_way(she, app):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.taps("入场码和日历")
    await she.quiet()
    [place] = [row["body"]["location"] for row in await app.rows("message") if "location" in row["body"]]
    assert place == {"latitude": 31.7, "longitude": 119.95, "title": "湖畔公寓", "address": "湖东路"}


@told_on(["web", "wechat"], postgres=())
async def test_forged_buttons_show_nothing(she):
    seen = await she.hears("有哪些公寓", "点一个小区")
    for data in ("flat:zh:nowhere", "flat:zh", "map:zh:nowhere", "map:zh:hillside", "map:zh"):
        await she.taps_data(seen.id, data)
        await she.sees("没有找到这一项")


@told_on(["telegram"], postgres=())
async def test_a_group_is_answered_in_words(she, app):
    group = Group(app.telegram)
    group.hears(she, "@stub_bot 湖畔公寓在哪里")
    await she.quiet()
    assert "湖东路" in group.heard[-1]["text"]
    assert "私下" not in group.heard[-1]["text"]


class TestAPicture:
    """A pack with a picture of a complex."""

    @pytest.fixture
    def configured(self, configured, tmp_path):
        folder = tmp_path / "pictured"
        shutil.copytree(SMALL, folder)
        (folder / "pictures").mkdir()
        (folder / "pictures" / "lake.png").write_bytes(DRAWN)
        file = folder / "complexes.yaml"
        text = file.read_text("utf-8").replace("latitude: 31.7", "latitude: 31.7\n  picture: lake.png")
        file.write_text(text, "utf-8")
        return lambda **changes: configured(**{"pack": str(folder)} | changes)

    @told_on(["web", "telegram", "wechat"], postgres=())
    async def test_it_is_shown_and_not_said_to_be_missing(self, she, app, channel):
        page = await she.hears("湖畔公寓在哪里", "户型：")
        assert "没有租金，我不猜" in page.text
        await she.quiet()
        assert not [row for row in await app.rows("incoming") if row["failure"]]
        if channel == "telegram":
            [shown] = [answer for answer in she.account.answers if "photo" in answer.raw]
            assert shown.text == "湖畔公寓"
        elif channel == "wechat":
            [card] = await she.sees_cards()
            assert card["title"] == "湖畔公寓"
            async with httpx.AsyncClient(trust_env=False) as http:
                assert (await http.get(card["picurl"])).content == DRAWN
            assert card["url"].endswith("/wechat/page?show=flat%3Azh%3Alakeside")
            assert app.wechat.calls["upload"] == 0
        else:
            [body] = [row["body"] for row in await app.rows("message") if row["body"].get("image")]
            assert (body["text"], body["image"]["alt"]) == ("湖畔公寓", "")
            [kept] = await app.rows("file")
            assert kept["media_type"] == "image/png"
