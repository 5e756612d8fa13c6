"""The doctor says what is ill and how to mend it."""

import io

import pytest
from rich.console import Console

from bot.doctor import examine

SETTINGS = ("TELEGRAM_TOKEN", "TELEGRAM_API_BASE", "PUBLIC_URL", "PACK", "HOST")


@pytest.fixture
async def looked(monkeypatch, tmp_path):
    """Examine with these settings; returns whether all was well, and what was said."""
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)

    async def look(**settings):
        given = {"PORT": "0", "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/jinyue.db", **settings}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        words = io.StringIO()
        well = await examine(Console(file=words, width=200))
        return well, words.getvalue()

    return look


async def test_all_is_well(looked):
    well, words = await looked()
    assert well
    assert "TELEGRAM_TOKEN" in words
    assert "first start" in words


async def test_a_wrong_setting_is_named(looked):
    well, words = await looked(PORT="many")
    assert not well
    assert "PORT" in words
    assert "65535" in words


async def test_a_database_out_of_reach(looked):
    well, words = await looked(DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/nothing")
    assert not well
    assert "secret" not in words
    assert "check DATABASE_URL" in words


async def test_telegram_out_of_reach(looked):
    well, words = await looked(TELEGRAM_TOKEN="123:abcdef", TELEGRAM_API_BASE="http://127.0.0.1:1")
    assert not well
    assert "TELEGRAM_API_BASE" in words


async def test_a_pack_that_is_wrong(looked, tmp_path):
    (tmp_path / "pack.yaml").write_text("id: 3\n", encoding="utf-8")
    well, words = await looked(PACK=str(tmp_path))
    assert not well
    assert "entries" in words
    assert "kb check" in words
