"""The page inside WeChat knows the follower, and nobody is taken for another."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from tests.driver.office import registers
from tests.driver.web import WebPerson


@pytest.fixture
async def browser(app):
    async with httpx.AsyncClient(base_url=app.address, trust_env=False) as browser:
        yield browser


async def opened(browser, wechat_api, code, account, **shown):
    """Open the page as WeChat does: there, to WeChat, and back."""
    asked = await browser.get("/wechat/page", params=shown)
    where = urlsplit(asked.headers["location"])
    query = {name: values[0] for name, values in parse_qs(where.query).items()}
    assert (where.netloc, where.fragment) == ("open.weixin.qq.com", "wechat_redirect")
    assert (query["scope"], query["appid"]) == ("snsapi_base", wechat_api.account.app_id)
    to = urlsplit(query["redirect_uri"])
    assert to.path == "/wechat/back"
    wechat_api.visitors[code] = account
    given = dict(parse_qsl(to.query))
    back = await browser.get("/wechat/back", params={**given, "code": code, "state": query["state"]})
    assert back.status_code == 302
    return back.headers["location"]


async def visits(app, step):
    visitor = WebPerson(lambda: app.address, "zh", app.quiet)
    visitor.page.hello = {"type": "hello", "v": 1, "step": step}
    await visitor.opens_the_page()
    app.people.append(visitor)
    return visitor


async def test_bookings_on_the_page_are_the_followers(she, phone, app, browser, wechat_api):
    await registers(she, "确认报名", "约好了")
    where = await opened(browser, wechat_api, "c1", phone.openid)
    step = parse_qs(urlsplit(where).query)["step"][0]
    visitor = await visits(app, step)
    await visitor.sees("你好")
    await visitor.hears("我的预约", "邻里节")
    assert len({row["user_id"] for row in await app.rows("identity")}) == 1


async def test_a_card_opens_its_complex_and_a_link_does_nothing_else(she, phone, app, browser, wechat_api):
    for code, shown, seen in (
        ("c1", "flat:zh:lakeside", "湖东路"),
        ("c2", "erase:zh:sure", "你好"),
        ("c3", "flat:zh:a&b=c", "你好"),
    ):
        where = await opened(browser, wechat_api, code, phone.openid, show=shown)
        visitor = await visits(app, parse_qs(urlsplit(where).query)["step"][0])
        await visitor.sees(seen)
    assert await app.rows("identity") != []


async def test_the_page_of_somebody_else_is_not_opened_by_a_link(she, phone, browser, wechat_api):
    state = parse_qs(urlsplit((await browser.get("/wechat/page")).headers["location"]).query)["state"][0]
    wechat_api.visitors["stolen"] = phone.openid
    async with httpx.AsyncClient(base_url=browser.base_url, trust_env=False) as victim:
        for query in ({"code": "stolen", "state": state}, {"code": "stolen"}, {"code": "stolen", "state": ""}, {}):
            assert (await victim.get("/wechat/back", params=query)).headers["location"] == "/"
    assert "stolen" in wechat_api.visitors  # it was not even asked for


async def test_a_stranger_a_used_code_and_a_refusal_open_the_page_as_it_is(she, browser, wechat_api):
    assert await opened(browser, wechat_api, "c1", "oNobodyWeKnow0000000000000") == "/"
    wechat_api.fail_next("access_token", 40163)
    assert await opened(browser, wechat_api, "c2", "oFollower0000000000000000001") == "/"
