"""Signatures and encryption of callbacks, as WeChat's page on message encryption has them.

The cipher is AES-256-CBC; inside are 16 random bytes, the length of the message (4 bytes, most significant first), the
message, and the app id, padded to blocks of 32 bytes.
"""

import base64
import hashlib
import hmac
import os
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

KEY_LETTERS: Final = 43
"""Letters of an EncodingAESKey: 32 bytes in base64, without the sign that fills it up."""
_BLOCK: Final = 32
_LEAD: Final = 16
_LENGTH: Final = 4


class NotForUs(Exception):
    """What came cannot be opened with this key, or was not sealed for this account."""


def signature(token: str, *parts: str) -> str:
    """The signature over the token and these parts, which WeChat sends along."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode("utf-8", "replace")).hexdigest()  # noqa: S324 - theirs


def is_signed(given: str, token: str, *parts: str) -> bool:
    """Whether the signature is right; takes as long for a wrong one."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), signature(token, *parts).encode())


class Key:
    """One EncodingAESKey of one account."""

    def __init__(self, letters: str, app_id: str) -> None:
        secret = base64.b64decode(letters + "=")
        self._cipher = Cipher(AES(secret), CBC(secret[:_LEAD]))
        self._app_id = app_id.encode()

    def seal(self, message: str) -> str:
        """Encrypt a message, in base64."""
        said = message.encode()
        content = os.urandom(_LEAD) + len(said).to_bytes(_LENGTH, "big") + said + self._app_id
        fill = _BLOCK - len(content) % _BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(content + bytes((fill,)) * fill) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The message again; raises `NotForUs`."""
        try:
            decryptor = self._cipher.decryptor()
            content = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        except ValueError as error:
            raise NotForUs("not sealed as it should be") from error
        fill = content[-1] if content else 0
        if not 1 <= fill <= _BLOCK or content[-fill:] != bytes((fill,)) * fill:
            raise NotForUs("sealed with another key")
        content = content[:-fill]
        begin = _LEAD + _LENGTH
        end = begin + int.from_bytes(content[_LEAD:begin], "big")
        if len(content) < begin or end > len(content) or not hmac.compare_digest(content[end:], self._app_id):
            raise NotForUs("sealed for another account")
        try:
            return content[begin:end].decode()
        except UnicodeDecodeError as error:
            raise NotForUs("no text inside") from error
