"""Encrypts personal values before they become rows, and opens them again. The key never stands in the database."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
"""Bytes of a key: AES-256."""
_MARK_BYTES = 4
_NONCE_BYTES = 12
_SIGNATURE_BYTES = 10


class BadKey(Exception):
    """A key that cannot be used; the message says what is allowed and never shows the key."""


class Unreadable(Exception):
    """A sealed value that none of the keys opens, or that stands in another place than it was sealed for."""


class Vault:
    """Seals with the first of its keys (each 32 bytes) and opens with any of them.

    Every value is bound to its `context`, such as ``profile:7:phone``: copied into another row it does not open.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise BadKey(f"a key has {KEY_BYTES} bytes")
        self._ciphers = {_mark(key): AESGCM(key) for key in keys}
        self._first = _mark(keys[0])
        self._digest_key = hashlib.sha256(b"jinyue one-time codes" + keys[0]).digest()
        self._signing_keys = [hashlib.sha256(b"jinyue tickets" + key).digest() for key in keys]

    def seal(self, value: str, *, context: str) -> str:
        """Encrypt a value for one place."""
        return base64.urlsafe_b64encode(self.seal_bytes(value.encode(), context=context)).decode()

    def open(self, sealed: str, *, context: str) -> str:
        """The value again; raises `Unreadable`."""
        try:
            raw = base64.urlsafe_b64decode(sealed)
        except ValueError as error:
            raise Unreadable(context) from error
        return self.open_bytes(raw, context=context).decode()

    def seal_bytes(self, content: bytes, *, context: str) -> bytes:
        """Encrypt a content, such as a file, for one place."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self._first + nonce + self._ciphers[self._first].encrypt(nonce, content, context.encode())

    def open_bytes(self, sealed: bytes, *, context: str) -> bytes:
        """The content again; raises `Unreadable`."""
        mark, nonce = sealed[:_MARK_BYTES], sealed[_MARK_BYTES : _MARK_BYTES + _NONCE_BYTES]
        cipher = self._ciphers.get(mark)
        if cipher is None:
            raise Unreadable(context)
        try:
            return cipher.decrypt(nonce, sealed[_MARK_BYTES + _NONCE_BYTES :], context.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable(context) from error

    def digest(self, code: str) -> str:
        """What is kept of a one-time code: without the key, nobody can try codes against it."""
        return hmac.new(self._digest_key, code.encode(), hashlib.sha256).hexdigest()

    def sign(self, words: str) -> str:
        """A signature with the first of the keys: 80 bits, as 16 letters and digits."""
        return _signature(self._signing_keys[0], words)

    def has_signed(self, words: str, signature: str) -> bool:
        """Whether the signature was made of these words, with any of the keys."""
        given = signature.encode()
        return any(hmac.compare_digest(_signature(key, words).encode(), given) for key in self._signing_keys)


def new_key() -> str:
    """A fresh key, as the settings write it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_keys(written: str) -> list[bytes]:
    """The keys in a setting: base64, divided by commas, the one to encrypt with first; raises `BadKey`."""
    keys = []
    for part in written.split(","):
        try:
            key = base64.b64decode(part.strip().replace("-", "+").replace("_", "/"), validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise BadKey(f"allowed: keys of {KEY_BYTES} bytes in base64, divided by commas")
        keys.append(key)
    return keys


def _signature(key: bytes, words: str) -> str:
    return base64.b32encode(hmac.new(key, words.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]).decode()


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"jinyue key" + key).digest()[:_MARK_BYTES]
