"""One connection of one page: hello, then frames until it goes away."""

import asyncio
import json
import secrets
from collections import deque
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.own_updates import said, tapped
from bot.channels.web.frames import (
    FRAME_LIMIT,
    FRAMES,
    TEXT_LIMIT,
    VERSION,
    Frame,
    Hello,
    HistoryFrame,
    LanguageFrame,
    PingFrame,
    SayFrame,
    TapFrame,
)
from bot.channels.web.session import NAME, WebSession, account_of, message_frame, send
from bot.intake import Intake
from bot.people import People
from db import Database, history
from db.history import Told
from db.intake import Arrival
from db.linking import Continued, continue_step
from db.people import Person
from db.staff import roles_of
from db.vault import Vault
from handlers.offering_import import LARGEST
from locales import say_in

PAGE: Final = 50
"""Messages of the history sent at once."""
FRAMES_AT_MOST: Final = 40
"""So many frames may come from one page in `WITHIN` seconds; more are refused and not acknowledged."""
WITHIN: Final = 10.0
ID_LIMIT: Final = 64
HELLO_SECONDS: Final = 10.0
"""A connection that has not said hello by then is closed."""


class Visit:
    """Serves one connection. `may_stay` says whether the address may bring one more new visitor."""

    def __init__(
        self,
        page: WebSocket,
        *,
        session: WebSession,
        intake: Intake,
        database: Database,
        people: People,
        vault: Vault,
    ) -> None:
        self._page = page
        self._session = session
        self._intake = intake
        self._database = database
        self._people = people
        self._vault = vault
        self._lately: deque[float] = deque(maxlen=FRAMES_AT_MOST)

    async def serve(self, *, may_stay: bool) -> None:
        """Talk until the page goes away; raises `WebSocketDisconnect` then."""
        hello = await self._hello()
        if hello is None:
            await self._page.close(1008)
            return
        token = hello.token or secrets.token_urlsafe(32)
        account = account_of(token)
        language = hello.language or "zh"
        known = await self._people.find(NAME, account)
        if known is None and not may_stay:
            await self._refuse("too_fast", None, language)
            await self._page.close(1013)
            return
        continued = None
        if hello.step is not None:
            fresh = secrets.token_urlsafe(32)
            continued = await self._continue(hello.step, account, account_of(fresh), language)
            if continued is not None and continued.anew:
                token = fresh
        person = continued.person if continued else known or await self._people.meet(NAME, account, language)
        last = await self._welcome(person, token, hello.after)
        pages = self._session.pages[person.identity_id]
        pages.add(self._page)
        try:
            await self._catch_up(person, last)
            if last == 0:  # nothing was ever said: the bot speaks first
                await self._intake.accept([_arrival(person, "start", said(person, "/start"))])
            if hello.step is not None:
                await self._go_on(person, continued)
            while True:
                frame = await self._frame(person.language)
                if frame is not None:
                    person = await self._take(person, frame)
        finally:
            pages.discard(self._page)
            if not pages:
                self._session.pages.pop(person.identity_id, None)

    async def _hello(self) -> Hello | None:
        try:
            frame = await asyncio.wait_for(self._frame("zh"), HELLO_SECONDS)
        except TimeoutError:
            return None
        if not isinstance(frame, Hello):
            return None
        if frame.v != VERSION:
            await self._refuse("version", None, frame.language or "zh")
            return None
        return frame

    async def _welcome(self, person: Person, token: str, after: int | None) -> int:
        """Send the welcome with what the page lacks; returns the id of the last message it now has, 0 for none."""
        lacking, more = await self._lacking(person, after)
        member = await self._database.reading(roles_of, user_id=person.user_id)
        await self._send(
            {
                "type": "welcome",
                "v": VERSION,
                "token": token,
                "language": person.language,
                "name": say_in("en" if person.language == "en" else "zh")("bot-name"),
                "messages": [message_frame(told) for told in lacking],
                "more": more,
                "upload": LARGEST if member.roles else 0,
            }
        )
        return lacking[-1].id if lacking else after or 0

    async def _lacking(self, person: Person, after: int | None) -> tuple[list[Told], bool]:
        """What a page lacks that has everything up to `after`; the newest page of the history if that is too much."""
        if after is not None:
            found = await self._database.reading(history.since, identity_id=person.identity_id, after=after, limit=PAGE)
            if found is not None:
                return found, False
        return await self._database.reading(history.newest, identity_id=person.identity_id, limit=PAGE)

    async def _catch_up(self, person: Person, last: int) -> None:
        """Send what was said between the welcome and now, when this page was not yet among the open ones."""
        missed = await self._database.reading(history.since, identity_id=person.identity_id, after=last, limit=PAGE)
        for told in missed or ():
            await self._send({"type": "message", "message": message_frame(told)})

    async def _continue(self, code: str, account: str, fresh_account: str, language: str) -> Continued | None:
        """Go on here with a step that began on another channel, as the same user."""
        now = datetime.now(UTC)
        continued = await self._database.writing(
            continue_step,
            vault=self._vault,
            channel=NAME,
            code=code,
            account=account,
            fresh_account=fresh_account,
            language=language,
            now=now,
        )
        if continued is not None:
            await self._people.forget(())
            say = say_in("en" if continued.person.language == "en" else "zh")
            await self._database.writing(
                history.write_message,
                identity_id=continued.person.identity_id,
                author="bot",
                body={"text": say("step-continued")},
                now=now,
            )
        return continued

    async def _go_on(self, person: Person, continued: Continued | None) -> None:
        """Take the step as a tap on its button; say so when the link was good no more."""
        if continued is None:
            say = say_in("en" if person.language == "en" else "zh")
            await self._send({"type": "notice", "text": say("step-old"), "alert": True})
            return
        tap = f"step-{secrets.token_hex(8)}"
        payload = tapped(person, f"{person.identity_id}:{tap}", 0, continued.step)
        await self._intake.accept([_arrival(person, tap, payload)])

    async def _take(self, person: Person, frame: Frame) -> Person:
        match frame:
            case PingFrame():
                await self._send({"type": "pong"})
            case SayFrame() if len(frame.text) > TEXT_LIMIT:
                await self._refuse("too_long", frame.id, person.language)
            case SayFrame():
                await self._say(person, frame)
            case TapFrame():
                await self._tap(person, frame)
            case LanguageFrame():
                await self._people.choose_language(person, frame.language)
                return await self._people.by_identity(person.identity_id) or person
            case HistoryFrame():
                older, more = await self._database.reading(
                    history.newest, identity_id=person.identity_id, limit=PAGE, before=frame.before
                )
                await self._send({"type": "history", "messages": [message_frame(told) for told in older], "more": more})
            case Hello():
                await self._refuse("bad_request", None, person.language)
        return person

    async def _say(self, person: Person, frame: SayFrame) -> None:
        shown = (person.identity_id, {"text": frame.text, "client": frame.id})
        arrival = _arrival(person, frame.id, said(person, frame.text), shown)
        [receipt] = await self._intake.accept([arrival])
        await self._send({"type": "ack", "id": frame.id, "message": receipt.told and receipt.told.id})
        if receipt.new and receipt.told is not None:  # the person's other pages show it too
            mine = {"type": "message", "message": message_frame(receipt.told)}
            await self._session.push(person.identity_id, mine, but=self._page)

    async def _tap(self, person: Person, frame: TapFrame) -> None:
        payload = tapped(person, f"{person.identity_id}:{frame.id}", frame.message, frame.data)
        await self._intake.accept([_arrival(person, frame.id, payload)])
        await self._send({"type": "ack", "id": frame.id, "message": None})

    async def _frame(self, language: str) -> Frame | None:
        """The next frame; None for one that was refused."""
        event = await self._page.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        text = event.get("text")
        now = asyncio.get_running_loop().time()
        if len(self._lately) == FRAMES_AT_MOST and now - self._lately[0] < WITHIN:
            await self._refuse("too_fast", _id_of(text), language)
            return None
        self._lately.append(now)
        if text is None or len(text.encode("utf-8", "replace")) > FRAME_LIMIT:
            await self._refuse("too_long" if text else "bad_request", None, language)
            return None
        try:
            return FRAMES.validate_json(text)
        except ValidationError:
            await self._refuse("bad_request", _id_of(text), language)
            return None

    async def _refuse(self, code: str, client_id: str | None, language: str) -> None:
        say = say_in("en" if language == "en" else "zh")
        await self._send({"type": "error", "code": code, "text": say(f"web-{code.replace('_', '-')}"), "id": client_id})

    async def _send(self, frame: dict[str, Any]) -> None:
        await send(self._page, frame)


def _arrival(
    person: Person, client_id: str, payload: dict[str, Any], shown: tuple[int, dict[str, Any]] | None = None
) -> Arrival:
    key = f"{person.identity_id}:{client_id}"
    return Arrival(channel=NAME, key=key, chat=person.identity_id, payload=payload, shown=shown)


def _id_of(text: str | None) -> str | None:
    """The client's id in a frame that could not be taken, so that the page knows which one it was."""
    try:
        given = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    found = given.get("id") if isinstance(given, dict) else None
    return found if isinstance(found, str) and len(found) <= ID_LIMIT else None
