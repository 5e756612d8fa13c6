"""What the office does on the command line: roles, and the key to the personal values."""

import stat

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.keyring import NoKey, vault_for
from bot.settings import Settings, SettingsError, read_settings
from db.vault import new_key


@pytest.fixture
def office(monkeypatch, tmp_path):
    """Run a command of `jinyue` in an empty folder; returns its exit status and what it said."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATA_KEY", "DATA_DIR", "DATABASE_URL", "PACK", "TELEGRAM_TOKEN", "WECHAT_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def run(*words):
        result = CliRunner().invoke(app, words)
        return result.exit_code, result.output

    return run


def test_staff_come_and_go(office):
    status, said = office("staff", "add", "小李", "--role", "mixer")
    assert status == 0
    assert "/staff " in said
    status, said = office("staff", "list")
    assert "小李" in said
    assert "not yet" in said
    status, said = office("staff", "add", "小李", "--role", "events")
    assert (status, "already" in said) == (2, True)
    assert office("staff", "add", "小王", "--role", "king")[0] == 2
    assert office("staff", "remove", "小李")[0] == 0
    status, said = office("staff", "remove", "小李")
    assert (status, "jinyue staff list" in said) == (2, True)


def test_fields_are_sealed_anew(office):
    status, said = office("reseal")
    assert (status, "0 fields" in said) == (0, True)


def settings(folder, **more):
    return Settings(_env_file=None, data_dir=folder, **more)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    sealed = vault_for(settings(folder)).seal("王小明", context="a")
    key = folder / "data.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert vault_for(settings(folder)).open(sealed, context="a") == "王小明"


def test_a_key_in_the_settings_makes_no_file(tmp_path):
    vault_for(settings(tmp_path, data_key=new_key()))
    assert list(tmp_path.iterdir()) == []


def test_a_spoilt_key_file_is_named_and_not_overwritten(tmp_path):
    (tmp_path / "data.key").write_text("spoilt")
    with pytest.raises(NoKey, match=r"data\.key"):
        vault_for(settings(tmp_path))
    assert (tmp_path / "data.key").read_text() == "spoilt"


def test_a_wrong_key_is_named_and_not_shown(monkeypatch):
    monkeypatch.setenv("DATA_KEY", "c2VjcmV0")
    with pytest.raises(SettingsError, match="DATA_KEY") as refusal:
        read_settings()
    assert "c2VjcmV0" not in str(refusal.value)
    assert "32 bytes" in str(refusal.value)


def test_where_nothing_can_be_delivered_the_program_says_so(office):
    status, said = office("deliver")
    assert (status, "TELEGRAM_TOKEN" in said) == (2, True)


def test_a_worker_without_a_channel_says_which_settings_are_missing(office):
    status, said = office("deliver")
    assert (status, said.startswith("neither TELEGRAM_TOKEN nor WECHAT_TOKEN is set")) == (2, True)
