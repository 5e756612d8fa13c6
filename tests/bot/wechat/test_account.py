"""``jinyue wechat …`` and what the doctor says of the account."""

import asyncio

import pytest
from typer.testing import CliRunner

from bot import doctor, wechat_account
from bot.cli import app as commands
from bot.settings import SettingsError, read_settings

pytestmark = pytest.mark.usefixtures("bare")


@pytest.fixture
def run(configured, monkeypatch):
    """Run a command with the settings of a test."""
    settings = configured()
    monkeypatch.setattr(wechat_account, "settings_or_end", lambda: settings)

    async def command(*words):
        return await asyncio.to_thread(CliRunner().invoke, commands, ["wechat", *words])

    return command


async def test_the_menu_is_set(run, wechat_api):
    done = await run("menu")
    assert done.exit_code == 0, done.output
    names = [[one["name"] for one in group["sub_button"]] for group in wechat_api.menu["button"]]
    assert names[0] == ["公寓", "绿卡", "联谊"]
    assert "我的预约" in names[1]
    shown = await run("menu", "--show")
    assert '"key": "mybook:zh"' in shown.output
    assert wechat_api.calls["create"] == 1


async def test_a_poster_is_written(run, wechat_api, tmp_path):
    done = await run("qr", "festival", str(tmp_path / "poster.png"), "--days", "99")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "poster.png").read_bytes().startswith(b"\x89PNG")
    [made] = wechat_api.scenes
    assert made["action_info"]["scene"]["scene_str"].startswith("find:zh:e.")
    assert (made["action_name"], made["expire_seconds"]) == ("QR_STR_SCENE", 2_592_000)
    await run("qr", "lakeside", str(tmp_path / "poster.svg"))
    assert wechat_api.scenes[1]["action_name"] == "QR_LIMIT_STR_SCENE"
    assert "allowed: one of" in (await run("qr", "moon", "x.png")).output


async def test_the_figure_of_mass_sendings(run):
    assert "0 mass sendings" in (await run("quota")).output


async def test_a_refusal_is_explained_in_words(run, wechat_api):
    wechat_api.fail_next("create", 48001)
    done = await run("menu")
    assert done.exit_code == 2
    assert "may not use this interface" in done.output
    assert "认证服务号" in done.output


@pytest.mark.parametrize(
    ("code", "words", "mend"),
    [
        (40001, "access token was replaced", "WECHAT_APP_SECRET"),
        (45015, "nothing for 48 hours", "next contact"),
        (45047, "too many messages", "next contact"),
        (43004, "does not follow", "until they come again"),
        (45065, "made already", "counts as sent"),
        (45066, "being made", "tried again"),
        (40125, "app secret is wrong", "WECHAT_APP_SECRET"),
        (40164, "not on the list", "IP 白名单"),
        (40013, "app id is wrong", "WECHAT_APP_ID"),
        (45009, "used up", "midnight"),
        (99999, "do not know", ""),
    ],
)
async def test_the_doctor_explains(configured, wechat_api, code, words, mend):
    wechat_api.fail_next("stable_token", code)
    found = await doctor._wechat(configured())
    assert (found.state, words in found.words, mend in found.mend) == ("ill", True, True)


async def test_the_doctor_finds_the_account_well(configured, wechat_api):
    found = await doctor._wechat(configured())
    assert (found.state, "safe mode" in found.words) == ("well", True)
    assert (await doctor._wechat(configured(wechat_mode="plain"))).state == "off"
    assert (await doctor._wechat(configured(public_url=""))).mend == "set PUBLIC_URL"
    assert (await doctor._wechat(configured(wechat_token=""))).state == "off"
    assert (await doctor._wechat(configured(wechat_api_base="http://127.0.0.1:9"))).state == "ill"


@pytest.mark.usefixtures("bare")
def test_settings_that_belong_together_are_asked_for(monkeypatch):
    monkeypatch.setenv("WECHAT_TOKEN", "sesame")
    with pytest.raises(SettingsError, match="WECHAT_APP_ID and WECHAT_APP_SECRET and WECHAT_AES_KEY must be"):
        read_settings()
    monkeypatch.setenv("WECHAT_MODE", "Plain")
    monkeypatch.setenv("WECHAT_APP_ID", "wx0123456789abcdef")
    monkeypatch.setenv("WECHAT_APP_SECRET", "s")
    assert read_settings().wechat_mode == "plain"
