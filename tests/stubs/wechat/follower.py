"""Somebody with WeChat on their phone: what they say is pushed to the account's address, sealed by `wechatpy`."""

import itertools
import time
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import httpx
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from tests.stubs.wechat.server import WechatApi

Json = dict[str, Any]
_numbers = itertools.count(23_000_000_000_000_000)
_people = itertools.count(1)


class Follower:
    """One account of a person. `inbox` is what they see: answers to callbacks and customer-service messages."""

    def __init__(self, api: WechatApi, address: Callable[[], str], *, mode: str = "safe") -> None:
        self.api = api
        self.openid = f"oFollower{next(_people):019d}"
        self.inbox: list[Json] = []
        self.watch: Callable[[Json], None] | None = None
        self.mode = mode
        self._address = address
        self._http = httpx.AsyncClient(trust_env=False, timeout=10)
        account = api.account
        self._crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
        api.watchers[self.openid] = lambda given: self._take(_as_seen(given))

    async def follows(self, scene: str = "") -> Json | None:
        self.api.followers.add(self.openid)
        return await self.event("subscribe", EventKey=f"qrscene_{scene}" if scene else "")

    async def unfollows(self) -> None:
        self.api.followers.discard(self.openid)
        await self.event("unsubscribe", EventKey="")

    async def says(self, text: str, **more: Any) -> Json | None:
        return await self.push(MsgType="text", Content=text, **more)

    async def event(self, name: str, **more: Any) -> Json | None:
        return await self.push(MsgType="event", Event=name, **more)

    async def push(self, **values: Any) -> Json | None:
        """Have WeChat push a message; what is answered is seen."""
        found = await self.delivered(self.message(**values))
        if found is not None:
            self._take(_as_seen_reply(found))
        return found

    def message(self, **values: Any) -> Json:
        """A message as it is pushed."""
        message = {
            "ToUserName": self.api.account.original,
            "FromUserName": self.openid,
            "CreateTime": int(time.time()),
            **values,
        }
        if message["MsgType"] != "event":
            message.setdefault("MsgId", next(_numbers))
        return message

    async def delivered(self, message: Json) -> Json | None:
        """Deliver a message once; what is answered, None for `success`."""
        response = await self.post(message)
        assert response.status_code == 200, response.text
        if response.text == "success":
            return None
        return self.opened(response.text)

    async def post(self, message: Json) -> httpx.Response:
        body, query = self.wrapped(message)
        return await self._http.post(f"{self._address()}/wechat", params=query, content=body.encode())

    def wrapped(self, message: Json) -> tuple[str, dict[str, str]]:
        """Body and query of a callback."""
        account = self.api.account
        moment, nonce = str(int(time.time())), str(next(_numbers))
        document = _xml(message)
        query = {"timestamp": moment, "nonce": nonce, "openid": self.openid}
        query["signature"] = _signed(account.token, moment, nonce)
        if self.mode == "plain":
            return document, query
        sealed = xmltodict.parse(self._crypto.encrypt_message(document, nonce, moment))["xml"]
        query |= {"encrypt_type": "aes", "msg_signature": sealed["MsgSignature"]}
        both = {**message, "Encrypt": sealed["Encrypt"]} if self.mode == "compat" else {"Encrypt": sealed["Encrypt"]}
        return _xml({"ToUserName": account.original} | both), query

    def opened(self, body: str) -> Json:
        """An answer, opened by `wechatpy`."""
        found: Json = xmltodict.parse(body)["xml"]
        if "Encrypt" in found:
            crypto = WeChatCrypto(self.api.account.token, self.api.account.aes_key, self.api.account.app_id)
            inner = crypto.decrypt_message(body, found["MsgSignature"], found["TimeStamp"], found["Nonce"])
            found = xmltodict.parse(inner)["xml"]
        else:
            assert self.mode == "plain", "an answer that is not encrypted"
        assert (found["ToUserName"], found["FromUserName"]) == (self.openid, self.api.account.original)
        return found

    async def close(self) -> None:
        await self._http.aclose()

    def _take(self, seen: Json) -> None:
        self.inbox.append(seen)
        if self.watch is not None:
            self.watch(seen)


def _signed(token: str, moment: str, nonce: str) -> str:
    signer = WeChatSigner()
    signer.add_data(token, moment, nonce)
    return str(signer.signature)


def _xml(values: Json) -> str:
    return "<xml>" + "".join(f"<{name}>{_content(value)}</{name}>" for name, value in values.items()) + "</xml>"


def _content(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{name}>{_content(one)}</{name}>" for name, one in value.items())
    return str(value) if isinstance(value, int) else escape(str(value))


def _as_seen(given: Json) -> Json:
    match given["msgtype"]:
        case "text":
            return {"by": "service", "text": given["text"]["content"]}
        case "image":
            return {"by": "service", "text": "", "image": given["image"]["media_id"]}
        case _:
            return {"by": "service", "text": given["news"]["articles"][0]["title"], "news": given["news"]["articles"]}


def _as_seen_reply(found: Json) -> Json:
    if found["MsgType"] == "news":
        item = found["Articles"]["item"]
        return {"by": "reply", "text": item["Title"], "news": [item]}
    assert len(found["Content"].encode()) <= 2048
    return {"by": "reply", "text": found["Content"]}
