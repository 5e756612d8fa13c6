"""From one channel to another: a link to the page, and two accounts that become one person."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from handlers.forms import Forms
from tests.driver.office import NAME, PHONE
from tests.driver.places import told_on
from tests.driver.web import WebPerson

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")


@told_on(postgres=("telegram",))
async def test_two_accounts_become_one_person(she, app, office, channel):
    first = await office.user()
    await office.knows(first, name=NAME)
    given = await she.hears("/link", "关联码")
    code = given.text.split("/link ")[1].split()[0]
    other = await app.person("web")
    second = await office.user()
    await office.knows(second, phone=PHONE)
    await other.hears("/link AAAAAAAAAA", "关联码不对")
    await other.hears(f"/link {code}", "关联好了")
    assert await office.profile(first) == {"name": NAME, "phone": PHONE}
    assert await office.profile(second) == {}
    await other.hears("我的资料", "138****5678")
    await other.hears(f"/link {code}", "关联码不对")  # used
    assert {row["user_id"] for row in await app.rows("identity")} == {first}


class TestAbroad:
    """On Telegram, with `TELEGRAM_PERSONAL_FORMS=link`."""

    @pytest.fixture
    def forms(self):
        return []

    @pytest.fixture
    def configured(self, configured, forms, monkeypatch):
        def watched(**values):
            forms.append(Forms(**values))
            return forms[-1]

        monkeypatch.setattr("bot.assembly.Forms", watched)
        return lambda **changes: configured(**{"telegram_personal_forms": "link"} | changes)

    @pytest.fixture
    async def link(self, she, app, office, forms):
        """Where the bot leads somebody who wants to change her name on Telegram."""
        await office.knows(await office.user(), phone=PHONE)
        object.__setattr__(forms[0], "page", app.address)  # with `PUBLIC_URL` Telegram would call the webhook
        await she.hears("改姓名", "请到网页上办")
        [url] = [key["url"] for message in she.account.inbox for key in message.buttons if "url" in key]
        return url

    @told_on(["telegram"], postgres=("telegram",))
    async def test_nothing_personal_is_shown_where_no_page_is_known(self, she, app, office):
        await office.knows(await office.user(), name=NAME)
        for wish in ("导出我的个人信息", "我的资料", "改手机号"):
            await she.hears(wish, "请到我们的网页版")

    @told_on(["telegram"], postgres=("telegram",))
    async def test_a_link_leads_to_the_page_and_on(self, link, she, app, office):
        user_id = await office.user()
        [token] = parse_qs(urlsplit(link).query)["step"]
        assert token not in json.dumps(await app.rows("one_time_code"), default=str)

        page = WebPerson(lambda: app.address, "zh", app.quiet)
        page.page.hello = {"type": "hello", "v": 1, "step": token}
        await page.opens_the_page()
        app.people.append(page)
        await page.sees("不是你自己要的")
        await page.sees("发来你的姓名")
        await page.hears(NAME, "改好了")
        assert await office.profile(user_id) == {"name": NAME, "phone": PHONE}
        assert {row["user_id"] for row in await app.rows("identity")} == {user_id}

        again = WebPerson(lambda: app.address, "zh", app.quiet)
        again.page.hello = page.page.hello
        await again.opens_the_page()
        app.people.append(again)
        await again.is_told("已经用过")
        assert len({row["user_id"] for row in await app.rows("identity")}) == 2

    @told_on(["telegram"], postgres=("telegram",))
    async def test_somebody_known_is_not_merged_by_opening_a_link(self, link, she, app, office):
        """Anybody could have sent her the link: what she told under her own account must not become theirs."""
        sender = await office.user()
        victim = await app.person("web")
        hers = await office.user()
        await office.knows(hers, name=NAME)
        token_before = victim.page.token
        [token] = parse_qs(urlsplit(link).query)["step"]
        victim.page.hello = {"type": "hello", "v": 1, "step": token}
        await victim.comes_back()
        await victim.sees("不是你自己要的")
        assert victim.page.token != token_before
        assert await office.profile(hers) == {"name": NAME}
        assert await office.profile(sender) == {"phone": PHONE}
