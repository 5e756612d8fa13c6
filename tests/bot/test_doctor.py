"""The doctor says what is ill and how to mend it."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.doctor import examine
from db import Database, people
from db.profile import seal_field, write_sealed
from db.schema import migrate
from db.vault import Vault, new_key, read_keys
from tests.conftest import SMALL

SETTINGS = ("DATA_KEY", "TELEGRAM_TOKEN", "TELEGRAM_API_BASE", "PUBLIC_URL", "PACK", "HOST")


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


async def test_the_pack_is_not_prepared_for_it(looked, monkeypatch):
    def prepare(_pack):
        raise AssertionError("this takes half a minute")

    monkeypatch.setattr("knowledge.base.build_lexicon", prepare)
    well, words = await looked(PACK=str(SMALL))
    assert well
    assert "entries" in words


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


async def test_a_key_that_opens_nothing_is_found(looked, tmp_path):
    key, now = new_key(), datetime.now(UTC)
    database = Database(f"sqlite:///{tmp_path}/jinyue.db")
    await database.writing(migrate)
    she = await database.writing(people.recognise, channel="web", external_id="she", language="zh", now=now)
    sealed = seal_field(Vault(read_keys(key)), she.user_id, "name", "安娜")
    await database.writing(write_sealed, user_id=she.user_id, field="name", sealed=sealed, now=now)
    await database.close()

    well, words = await looked(DATA_KEY=new_key())
    assert not well
    assert "put back the key" in words
    well, words = await looked(DATA_KEY=f"{new_key()},{key}")
    assert well
