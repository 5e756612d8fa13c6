"""Sealed values open in their own place, with any of the keys, and nowhere else."""

import base64

import pytest

from db.codes import new_code
from db.vault import BadKey, Unreadable, Vault, new_key, read_keys
from knowledge import mask_personal

OLD, NEW = read_keys(new_key())[0], read_keys(new_key())[0]


def test_a_value_opens_where_it_was_sealed_for_and_nowhere_else():
    vault = Vault([NEW])
    sealed = vault.seal("13812345678", context="profile:1:phone")
    assert vault.open(sealed, context="profile:1:phone") == "13812345678"
    for elsewhere in ("profile:2:phone", "profile:1:name", ""):
        with pytest.raises(Unreadable):
            vault.open(sealed, context=elsewhere)


def test_the_same_value_is_sealed_differently_each_time():
    vault = Vault([NEW])
    assert vault.seal("woman", context="a") != vault.seal("woman", context="a")


@pytest.mark.parametrize("sealed", ["", "AAAA", "no base64 !", "王小明", base64.urlsafe_b64encode(bytes(40)).decode()])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(Unreadable):
        Vault([NEW]).open(sealed, context="a")


def test_a_changed_byte_is_noticed():
    vault = Vault([NEW])
    sealed = bytearray(vault.seal_bytes(b"yes", context="a"))
    for place in range(len(sealed)):
        sealed[place] ^= 1
        with pytest.raises(Unreadable):
            vault.open_bytes(bytes(sealed), context="a")
        sealed[place] ^= 1


def test_while_keys_change_both_open_and_the_first_seals():
    sealed = Vault([OLD]).seal("man", context="a")
    changing = Vault([NEW, OLD])
    assert changing.open(sealed, context="a") == "man"
    assert Vault([NEW]).open(changing.seal("man", context="a"), context="a") == "man"
    with pytest.raises(Unreadable):
        Vault([NEW]).open(sealed, context="a")


@pytest.mark.parametrize("written", ["", "short", "AAAA", base64.b64encode(bytes(range(32))).decode() + ",", "王" * 43])
def test_a_setting_that_is_no_key_is_refused_without_showing_it(written):
    with pytest.raises(BadKey, match="32 bytes") as refusal:
        read_keys(written)
    assert not written or written not in str(refusal.value)


def test_a_code_is_never_taken_for_a_personal_number(monkeypatch):
    drawn = iter("F484452NK9" + "ABCDE23456")
    monkeypatch.setattr("db.codes.secrets.choice", lambda _: next(drawn))
    assert new_code() == "ABCDE23456"
    assert mask_personal("/staff F484452NK9") != "/staff F484452NK9"
