"""The key that the program makes for itself."""

import stat

import pytest

from bot import keyring
from bot.keyring import KEY_FILE, NoKey, vault_for


@pytest.fixture
def settings(configured, tmp_path):
    return configured(data_dir=tmp_path / "data")


def test_two_programs_that_start_at_once_have_one_key(settings, monkeypatch):
    """The second comes while the first is making the key, and finds no half of it."""
    make, second = keyring.new_key, []

    def slowly():
        monkeypatch.setattr(keyring, "new_key", make)
        second.append(vault_for(settings))
        return make()

    monkeypatch.setattr(keyring, "new_key", slowly)
    first = vault_for(settings)
    assert second[0].open(first.seal("13800000000", context="phone"), context="phone") == "13800000000"
    assert [path.name for path in settings.data_dir.iterdir()] == [KEY_FILE]


def test_the_key_is_for_its_owner_alone_and_stays(settings):
    sealed = vault_for(settings).seal("13800000000", context="phone")
    assert stat.S_IMODE((settings.data_dir / KEY_FILE).stat().st_mode) == 0o600
    assert vault_for(settings).open(sealed, context="phone") == "13800000000"


@pytest.mark.parametrize("written", ["", "no key", "\0"])
def test_a_key_that_is_none_is_named_and_left_alone(settings, written):
    settings.data_dir.mkdir()
    path = settings.data_dir / KEY_FILE
    path.write_text(written)
    with pytest.raises(NoKey, match=KEY_FILE):
        vault_for(settings)
    assert path.read_text() == written
