"""A file that somebody of the staff hands in on the page: ``POST /upload``, as docs/web-protocol.md has it."""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from cachetools import TTLCache
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.channels.own_files import address_of
from bot.channels.own_updates import handed_in
from bot.channels.web.session import NAME, WebSession, account_of, message_frame
from bot.intake import Intake
from bot.people import People
from db import Database, DatabaseUnavailable, files
from db.intake import Arrival
from db.people import Person
from db.staff import roles_of
from db.vault import Vault
from handlers.offering_import import LARGEST
from handlers.staff_desk import SHEET_LASTS
from locales import say_in

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINNING: Final = b"PK\x03\x04"
"""How an xlsx begins: it is a zip archive."""
HEARD_OUT: Final = 4 * LARGEST
AT_MOST: Final = 10
"""Files of one person in a minute; each is written into the database."""
LONGEST_NAME: Final = 100
_TOKEN: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{20,100})")
_CLIENT_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_STATUS: Final = {
    "stranger": 401,
    "not_staff": 403,
    "elsewhere": 403,
    "too_large": 413,
    "no_sheet": 415,
    "too_many": 429,
    "bad_request": 400,
    "later": 503,
}


class _Refused(Exception):
    """The argument is the code: a key of `_STATUS`."""


class _Endless(_Refused):
    """So much is coming that its end is not waited for."""


class Uploads:
    """Takes spreadsheets in, from people of the staff alone; what is refused is not written down."""

    def __init__(self, database: Database, people: People, vault: Vault, session: WebSession) -> None:
        self._database = database
        self._people = people
        self._vault = vault
        self._session = session
        self._lately: TTLCache[int, int] = TTLCache(10_000, 60.0)

    async def take(self, request: Request, intake: Intake) -> Response:
        """The answer to a request."""
        language = "en" if request.headers.get("accept-language", "").startswith("en") else "zh"
        try:
            try:
                person = await self._person(request)
                return await self._taken(request, person, intake)
            except ClientDisconnect:
                raise _Refused("bad_request") from None
            except DatabaseUnavailable:
                raise _Refused("later") from None
        except _Refused as refusal:
            code = str(refusal)
            text = say_in("en" if language == "en" else "zh")(f"upload-{code.replace('_', '-')}")
            hang_up = {"Connection": "close"} if isinstance(refusal, _Endless) else None
            return JSONResponse({"error": code, "text": text}, _STATUS[code], hang_up)

    async def _person(self, request: Request) -> Person:
        """Who hands something in, before anything of it is read. A browser says where the request comes from."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise _Refused("elsewhere")
        token = _TOKEN.fullmatch(request.headers.get("authorization", ""))
        person = await self._people.find(NAME, account_of(token[1])) if token else None
        if person is None:
            raise _Refused("stranger")
        if not (await self._database.reading(roles_of, user_id=person.user_id)).roles:
            raise _Refused("not_staff")
        self._lately[person.identity_id] = taken = self._lately.get(person.identity_id, 0) + 1
        if taken > AT_MOST:
            raise _Refused("too_many")
        return person

    async def _taken(self, request: Request, person: Person, intake: Intake) -> Response:
        client_id = request.headers.get("x-file-id", "")
        if not _CLIENT_ID.fullmatch(client_id):
            raise _Refused("bad_request")
        name = _name(request.headers.get("x-file-name", ""))
        content = await _content(request)
        if not name.lower().endswith(".xlsx") or not content.startswith(BEGINNING):
            raise _Refused("no_sheet")
        token = await self._database.writing(
            files.keep_file,
            name=name,
            media_type=SHEET,
            content=content,
            owner=(person.identity_id, self._vault),
            lasts=SHEET_LASTS,
            now=datetime.now(UTC),
        )
        shown = {"file": {"url": address_of(token, name), "name": name, "size": len(content)}, "client": client_id}
        payload = handed_in(person, file_id=token, name=name, media_type=SHEET, size=len(content))
        key = f"{person.identity_id}:{client_id}"
        arrival = Arrival(NAME, key, person.identity_id, payload, (person.identity_id, shown))
        [receipt] = await intake.accept([arrival])
        if receipt.new and receipt.told is not None:
            await self._session.push(person.identity_id, {"type": "message", "message": message_frame(receipt.told)})
        return JSONResponse({"message": receipt.told and receipt.told.id})


def _name(given: str) -> str:
    """The name alone, without folders and what nobody sees."""
    name = PurePosixPath(unquote(given).replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-LONGEST_NAME:]


async def _content(request: Request) -> bytes:
    """What is handed in. A little more than may be is heard out, so that the answer is read, and not kept."""
    content, length = bytearray(), 0
    async for part in request.stream():
        length += len(part)
        if length > HEARD_OUT:
            raise _Endless("too_large")
        if length <= LARGEST:
            content += part
    if length > LARGEST:
        raise _Refused("too_large")
    return bytes(content)
