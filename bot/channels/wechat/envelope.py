"""How a callback is wrapped: signatures, three modes, two keys during a change; nothing old and nothing foreign."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from cachetools import TTLCache

from bot.channels.wechat.codec import Key, NotForUs, is_signed, signature
from bot.channels.wechat.limits import REPLAY_SECONDS
from bot.channels.wechat.markup import NotXml, read, write

Mode = Literal["plain", "compat", "safe"]
_REMEMBERED: Final = 50_000


class Refused(Exception):
    """A callback that is not WeChat's, or not as it should be; with the status to answer with."""

    def __init__(self, words: str, status: int = 403) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, slots=True)
class Opened:
    """A callback's message, and the key that opened it; None when it was not encrypted."""

    values: dict[str, Any]
    key: Key | None


class Envelope:
    """Opens callbacks and closes the answers. `keys` holds the current key first, then the previous one."""

    def __init__(self, token: str, keys: Sequence[Key], mode: Mode, *, clock: Callable[[], float] = time.time) -> None:
        self._token = token
        self._keys = tuple(keys)
        self._mode = mode
        self._clock = clock
        self._seen: TTLCache[str, bytes] = TTLCache(_REMEMBERED, 2 * REPLAY_SECONDS)

    def echo(self, query: Mapping[str, str]) -> str:
        """What is answered when the address is entered in the back office; raises `Refused`."""
        self._require_recent(query)
        if not is_signed(query.get("signature", ""), self._token, query["timestamp"], query.get("nonce", "")):
            raise Refused("the signature is wrong")
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The message of a callback; raises `Refused`."""
        self._require_recent(query)
        outer = _read(body)
        sealed = outer.get("Encrypt")
        if self._keys and isinstance(sealed, str):
            return self._unsealed(query, sealed)
        if self._mode != "plain":
            raise Refused("it is not encrypted")
        given = query.get("signature", "")
        if not is_signed(given, self._token, query["timestamp"], query.get("nonce", "")):
            raise Refused("the signature is wrong")
        # It covers the time and the nonce only: with another message under it, somebody used it a second time.
        digest = hashlib.sha256(body).digest()
        if self._seen.setdefault(given, digest) != digest:
            raise Refused("the signature was used for another message")
        return Opened(outer, None)

    def close(self, answer: Mapping[str, Any], key: Key | None, query: Mapping[str, str]) -> str:
        """The answer's body, encrypted with the key that opened the question."""
        written = write(answer)
        if key is None:
            return written
        sealed, moment = key.seal(written), str(int(self._clock()))
        nonce = query.get("nonce", "")
        return write(
            {
                "Encrypt": sealed,
                "MsgSignature": signature(self._token, moment, nonce, sealed),
                "TimeStamp": int(moment),
                "Nonce": nonce,
            }
        )

    def _unsealed(self, query: Mapping[str, str], sealed: str) -> Opened:
        given = query.get("msg_signature", "")
        if not is_signed(given, self._token, query["timestamp"], query.get("nonce", ""), sealed):
            raise Refused("the signature is wrong")
        why: NotForUs | None = None
        for key in self._keys:
            try:
                return Opened(_read(key.open(sealed)), key)
            except NotForUs as error:
                why = why or error
        raise Refused(str(why))

    def _require_recent(self, query: Mapping[str, str]) -> None:
        moment = query.get("timestamp", "")
        if not (moment.isascii() and moment.isdecimal()) or len(moment) > len("9999999999"):
            raise Refused("without its time", 400)
        if abs(self._clock() - int(moment)) > REPLAY_SECONDS:
            raise Refused("too old, or this machine's clock is wrong")


def _read(document: str | bytes) -> dict[str, Any]:
    try:
        return read(document)
    except NotXml as error:
        raise Refused(str(error), 400) from error
