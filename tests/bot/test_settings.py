"""Settings: a wrong one is named with what is allowed, and no secret is shown."""

import pytest

from bot.settings import PACKS, SettingsError, read_settings
from tests.conftest import SMALL

pytestmark = pytest.mark.usefixtures("bare")

TOKEN = "123456789:AAsecret_secret_secret_secret"


WRONG = {
    "HOST": ("not a host", "an IP address or a host name"),
    "PORT": ("eighty", "a whole number from 0 to 65535"),
    "PUBLIC_URL": ("talent.example.cn", "http://host or https://host"),
    "DATABASE_URL": ("mysql://root:sesame@db/x", "sqlite:///path/to/file, or postgresql://"),
    "PACK": ("atlantis", "wujin"),
    "ANSWER_FROM": ("2", "a number above 0 and up to 1"),
    "OFFER_FROM": ("0.9", "at most ANSWER_FROM"),
    "TELEGRAM_TOKEN": ("sesame", "a token as @BotFather writes it"),
    "TELEGRAM_API_BASE": ("ftp://api.telegram.org", "http://host or https://host"),
    "TELEGRAM_WEBHOOK_SECRET": ("open sesame", "letters, digits, _ and -"),
    "WEB_FRAME_ANCESTORS": ("*; script-src *", "'self', 'none', *"),
    "WECHAT_TOKEN": ("open sesame", "3 to 32 letters and digits"),
    "WECHAT_APP_ID": ("gh_1", "wx and 16 letters or digits"),
    "WECHAT_AES_KEY": ("sesame", "43 letters and digits"),
    "WECHAT_AES_KEY_PREVIOUS": ("sesame", "43 letters and digits"),
    "WECHAT_MODE": ("open", "safe, compat or plain"),
    "WECHAT_API_BASE": ("api.weixin.qq.com", "http://host or https://host"),
    "WECHAT_TEMPLATE_KIND": ("sms", "template or subscription"),
    "WECHAT_TEMPLATE_FIELDS": ("thing1", "title:thing1,time:time2"),
    "THROTTLE_PER_MINUTE": ("-1", "a whole number from 0 to 10000"),
    "RETENTION_DAYS": ("0", "a whole number from 1 to 3650"),
    "REVIEW_STEPS": ("2", "1 or 3"),
    "BROADCASTS_PER_WEEK": ("-1", "a whole number from 0 (no limit) to 100"),
    "REMIND_EVENT": ("soon", "whole numbers of hours"),
    "STOP_SECONDS": ("soon", "a number from 0 to 300"),
    "LOG_FORMAT": ("xml", "auto, console or json"),
    "LOG_LEVEL": ("loud", "debug, info, warning or error"),
}
"""A wrong value for each, and words of what is allowed."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_is_named_with_what_is_allowed(name, monkeypatch):
    wrong, allowed = WRONG[name]
    monkeypatch.setenv(name, wrong)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    said = str(caught.value)
    assert name in said
    assert allowed in said
    assert "sesame" not in said


def test_reminders_are_hours_by_kind(monkeypatch):
    monkeypatch.setenv("REMIND_VIEWING", "off")
    monkeypatch.setenv("REMIND_EVENT", "1, 48")
    assert read_settings().reminders == {"viewing": (), "event": (48, 1), "appointment": (24, 2)}


def test_all_that_are_wrong_are_named_at_once(monkeypatch):
    monkeypatch.setenv("PORT", "99999")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert len(str(caught.value).splitlines()) == 2


def test_without_any_everything_has_its_standard():
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == "sqlite:///data/jinyue.db"
    assert settings.pack_folder == PACKS / "wujin"
    assert settings.telegram_token.get_secret_value() == ""


def test_empty_means_the_standard(monkeypatch):
    for name in WRONG:
        monkeypatch.setenv(name, "")
    assert read_settings().port == 8000


def test_the_environment_comes_before_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text(f"PORT=8001\nPACK={SMALL}\nUNKNOWN=1\n", "utf-8")
    assert read_settings().port == 8001
    assert read_settings().pack_folder == SMALL
    monkeypatch.setenv("PORT", "8002")
    assert read_settings().port == 8002


def test_a_secret_is_not_shown(monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "Sesame_1")
    settings = read_settings()
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert "secret_secret" not in repr(settings)
    assert "Sesame_1" not in str(settings)


@pytest.mark.parametrize("value", ["'self' https://www.wj.gov.cn https://*.wj.gov.cn:8443", "'none'", "*"])
def test_who_may_embed_the_page(value, monkeypatch):
    monkeypatch.setenv("WEB_FRAME_ANCESTORS", value)
    assert read_settings().web_frame_ancestors == value


def test_a_slash_at_the_end_of_an_address_does_no_harm(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://talent.example.cn/")
    assert read_settings().public_url == "https://talent.example.cn"
