"""The address that WeChat calls: everything that comes is answered within five seconds, in whatever way."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from aiogram.exceptions import TelegramForbiddenError
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.numbered import buttons, chosen
from bot.channels.own_updates import tapped
from bot.channels.wechat.envelope import Envelope, Opened, Refused
from bot.channels.wechat.hearing import Heard, NotAMessage, hear, update_of, updates_of_event
from bot.channels.wechat.limits import ANSWER_SECONDS, BODY_BYTES
from bot.channels.wechat.parts import News, Part, Picture, Text, as_reply, parts_of
from bot.channels.wechat.service import Service
from bot.channels.wechat.session import NAME
from bot.channels.wechat.turns import Turn, Turns
from bot.channels.wechat.words import read_option
from bot.intake import Intake
from bot.people import People
from db import Database, DatabaseUnavailable, history, wechat
from db.intake import Arrival, Receipt, note_answers
from db.people import Person
from db.wechat_quota import note_reached

LATELY: Final = 20
"""How far back a typed number or label is looked for."""
LONGEST_LABEL: Final = 64
"""Characters of the longest sentence that may be the label of a button."""

BREATH: Final = 0.3
"""Seconds before the rest is said, so that the answer to the callback is shown first."""

logger = structlog.get_logger(__name__)
Forget = Callable[[Person], Awaitable[None]]
Answer = Text | News | None


class Callback:
    """``/wechat``. `forget` deletes everything about somebody who follows no more."""

    def __init__(
        self,
        intake: Intake,
        *,
        envelope: Envelope,
        database: Database,
        people: People,
        service: Service,
        turns: Turns,
        forget: Forget,
    ) -> None:
        self._intake = intake
        self._envelope = envelope
        self._database = database
        self._people = people
        self._service = service
        self._turns = turns
        self._forget = forget

    def routes(self) -> list[Route]:
        """What is to be entered in the back office as the server's address."""
        return [Route("/wechat", self._verify, methods=["GET"]), Route("/wechat", self._push, methods=["POST"])]

    async def _verify(self, request: Request) -> Response:
        try:
            return PlainTextResponse(self._envelope.echo(request.query_params))
        except Refused as refusal:
            return PlainTextResponse(str(refusal), refusal.status)

    async def _push(self, request: Request) -> Response:
        until = asyncio.get_running_loop().time() + ANSWER_SECONDS
        try:
            opened = self._envelope.open(request.query_params, await _body(request))
            heard = hear(opened.values)
        except Refused as refusal:
            logger.warning("callback_refused", why=str(refusal))
            return PlainTextResponse(str(refusal), refusal.status)
        except NotAMessage as error:
            return PlainTextResponse(str(error), 400)
        except ClientDisconnect:
            return PlainTextResponse("gone", 400)
        try:
            return await self._answer(request, opened, heard, until)
        except DatabaseUnavailable as error:
            # Nothing is written down, so it may not be acknowledged: WeChat comes again.
            logger.warning("database_unavailable", error=str(error))
            return PlainTextResponse("not now", 503)

    async def _answer(self, request: Request, opened: Opened, heard: Heard, until: float) -> Response:
        if heard.kind == "nothing":
            return PlainTextResponse("success")
        if heard.kind == "report":
            await self._report(heard)
            return PlainTextResponse("success")
        if heard.kind == "leaves":
            await self._leave(heard)
            return PlainTextResponse("success")
        person = await self._people.meet(NAME, heard.account, "zh")
        if heard.word("Event") == "subscribe":
            await self._database.writing(wechat.note_reachable, identity_id=person.identity_id)
        receipts = await self._intake.accept(await self._arrivals(person, heard))
        answer, after = await self._said(person, receipts, until)
        if answer is None:
            return PlainTextResponse("success", background=after)
        values = {
            "ToUserName": heard.account,
            "FromUserName": heard.to,
            "CreateTime": int(time.time()),
            **as_reply(answer),
        }
        body = self._envelope.close(values, opened.key, request.query_params)
        return Response(body, media_type="application/xml", background=after)

    async def _report(self, heard: Heard) -> None:
        """WeChat tells how many a mass sending reached."""
        name, reached = heard.word("MsgID"), heard.word("SentCount")
        logger.info("mass_sending_reported", message=name, status=heard.word("Status"), reached=reached)
        if all(number.isascii() and number.isdecimal() and len(number) < 18 for number in (name, reached)):  # noqa: PLR2004
            await self._database.writing(note_reached, message_id=int(name), reached=int(reached))

    async def _leave(self, heard: Heard) -> None:
        """Delete the person's data, which the platform demands; acknowledged only when it is done."""
        person = await self._people.find(NAME, heard.account)
        if person is not None:
            await self._intake.quiet((NAME, person.identity_id))
            await self._forget(person)

    async def _arrivals(self, person: Person, heard: Heard) -> list[Arrival]:
        if heard.kind == "event":
            updates = updates_of_event(heard, person)
        else:
            updates = [("", await self._tapped(person, heard) or update_of(heard, person))]
        return [
            Arrival(channel=NAME, key=f"{heard.key}{end}", chat=person.identity_id, payload=update)
            for end, update in updates
        ]

    async def _tapped(self, person: Person, heard: Heard) -> dict[str, Any] | None:
        """The tap that a chosen option, a typed number or a typed label stands for."""
        option = read_option(heard.word("bizmsgmenuid"))
        if option is not None:
            message, number = option
            told = await self._database.reading(history.message_of, identity_id=person.identity_id, message_id=message)
            found = buttons(told.body)[number - 1 : number] if told is not None and number else []
            if found and found[0].get("data"):
                return tapped(person, _tap_id(person), message, str(found[0]["data"]))
        typed = heard.typed
        if not typed or len(typed) > LONGEST_LABEL or typed.startswith("/"):
            return None
        lately, _ = await self._database.reading(history.newest, identity_id=person.identity_id, limit=LATELY)
        for one in reversed(lately):
            data = chosen(one.body, typed)
            if data is not None:
                return tapped(person, _tap_id(person), one.id, data)
        return None

    async def _said(
        self, person: Person, receipts: Sequence[Receipt], until: float
    ) -> tuple[Answer, BackgroundTask | None]:
        """What is answered by `until`, the same at every delivery, and what is to be done once it has left."""
        new = [receipt.id for receipt in receipts if receipt.new]
        if new:
            turn = self._turns.begin(new)
            try:
                return await self._first(person, turn, until)
            finally:
                turn.open = False
                if not turn.answer.done():
                    turn.answer.set_result(None)
        known = self._turns.of(receipts[-1].id)
        if known is not None:
            await asyncio.wait((known.answer,), timeout=max(0.0, until - asyncio.get_running_loop().time()))
            return (known.answer.result() if known.answer.done() else None), None
        return await self._again(receipts), None

    async def _first(self, person: Person, turn: Turn, until: float) -> tuple[Answer, BackgroundTask | None]:
        chat = person.identity_id
        try:
            async with asyncio.timeout_at(until):
                await self._intake.quiet((NAME, chat))
        except TimeoutError:
            logger.info("answered_later", chat=chat)
        turn.open = False
        if not turn.bodies:
            return None, None
        kept: Sequence[wechat.Waiting] = ()
        numbers: Sequence[int] = ()
        with suppress(DatabaseUnavailable):  # what is answered now must not be lost with it
            kept = await self._service.waiting(chat)
        answer, rest = _divided(parts_of(turn.bodies, site=self._service.site, kept=[one.text for one in kept]))
        with suppress(DatabaseUnavailable):
            numbers = await self._service.hold(chat, rest) if rest else ()
        turn.answer.set_result(answer)
        return answer, BackgroundTask(self._afterwards, chat, turn, kept, rest, numbers)

    async def _afterwards(
        self, chat: int, turn: Turn, kept: Sequence[wechat.Waiting], rest: Sequence[Part], numbers: Sequence[int]
    ) -> None:
        """Note what has left, and only then: what was `kept` is said at least once, whenever the program ends.

        Then say what the one answer had no room for: `rest`, held under these `numbers`.
        """
        try:
            await self._database.writing(note_answers, answers=turn.spoken)
            if kept:
                said = [one.number for one in kept]
                with_it = max(turn.spoken)
                await self._database.writing(wechat.note_said_with, numbers=said, incoming_id=with_it)
            if numbers:
                await asyncio.sleep(BREATH)
                await self._service.say_kept(chat, rest, numbers)
            if kept:
                await self._database.writing(wechat.note_kept_said, identity_id=chat, now=datetime.now(UTC))
        except TelegramForbiddenError:
            logger.info("blocked_by_the_person", chat=chat)
        except DatabaseUnavailable as error:
            logger.warning("database_unavailable", error=str(error))

    async def _again(self, receipts: Sequence[Receipt]) -> Answer:
        """The answer to a message that another program, or an earlier run of this one, has answered."""
        told, kept = [], []
        for receipt in receipts:
            found = await self._database.reading(wechat.answered, incoming_id=receipt.id)
            if found is None or found.took is None or found.took > timedelta(seconds=ANSWER_SECONDS):
                return None  # it goes, or went, by the service
            told += [{**one.body, "id": one.id} for one in found.told]
            kept += found.kept
        return _divided(parts_of(told, site=self._service.site, kept=kept))[0]


def _divided(parts: Sequence[Part]) -> tuple[Answer, Sequence[Part]]:
    """The part that the answer to a callback has room for, and the rest."""
    if parts and not isinstance(parts[0], Picture):
        return parts[0], parts[1:]
    return None, parts


def _tap_id(person: Person) -> str:
    return f"{person.identity_id}:{secrets.token_hex(8)}"


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise Refused("too large", 413)
    return body
