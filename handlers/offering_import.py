"""Staff hand in a spreadsheet of offerings: they see what it would change, and only then it is brought in."""

import io
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db.staff import Roles
from handlers.desk import AtTheDesk, Desk
from handlers.files import ShortLivedFile
from handlers.filters import HasDocument, IsStaff, Tap
from handlers.staff_desk import SHEET_LASTS
from knowledge import PackError
from knowledge.offering_sheets import Changes

SHOWN: Final = 15
"""Lines of a list that is shown; of more, only how many there are."""
LARGEST: Final = 5_000_000
"""Bytes of the largest sheet that is taken."""


class OfferingBook(NamedTuple):
    """The offerings as a spreadsheet: written, and read with what it would change or, to `apply` it, has changed.

    Reading raises PackError, with the row of everything that is wrong; then nothing is changed.
    """

    write: Callable[[], Awaitable[bytes]]
    read: Callable[[bytes, bool, str], Awaitable[Changes]]


class StaffImport(StatesGroup):
    """A sheet is waited for, or the word that it is to be brought in."""

    sheet = State()


async def offer_book(_: CallbackQuery, desk: Desk, offering_book: OfferingBook) -> None:
    """Hand out what is offered as a spreadsheet, and ask for it back."""
    file = ShortLivedFile(await offering_book.write(), f"{desk.say('file-offerings')}.xlsx", lasts=SHEET_LASTS)
    await desk.bot.send_document(desk.chat_id, file, caption=desk.say("import-book"))
    await desk.ask(StaffImport.sheet, desk.say("import-ask"))


async def preview(message: Message, desk: Desk, staff: Roles, offering_book: OfferingBook) -> None:
    """Say what the sheet would change, with a button; or row by row what is wrong with it."""
    document = message.document
    if document is None or (document.file_size or 0) > LARGEST:
        await desk.tell(desk.say("import-too-large"))
        return
    changes = await _read(desk, staff, offering_book, document.file_id, apply=False)
    if changes is None:
        return
    if not any(changes):
        await desk.state.clear()
        await desk.tell(desk.say("import-nothing"))
        return
    await desk.state.update_data(sheet=document.file_id)
    keys = [desk.key(desk.say("button-import"), "simport"), desk.key(desk.say("button-not-now"), "notnow")]
    await desk.tell(f"{desk.say('import-preview')}\n{_words(desk, changes)}", [keys])


async def bring_in(_: CallbackQuery, desk: Desk, staff: Roles, offering_book: OfferingBook) -> None:
    """Bring the sheet in that was looked at."""
    sheet = (await desk.state.get_data()).get("sheet")
    if not isinstance(sheet, str):
        await desk.tell(desk.say("import-again"))
        return
    changes = await _read(desk, staff, offering_book, sheet, apply=True)
    if changes is not None:
        await desk.state.clear()
        await desk.tell(f"{desk.say('import-done' if any(changes) else 'import-nothing')}\n{_words(desk, changes)}")


def router() -> Router:
    """The button under the staff's slots, and the sheet that comes back."""
    part = Router(name="offering import")
    part.message.filter(StateFilter(StaffImport.sheet), HasDocument(), IsStaff())
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(preview)
    part.callback_query.register(offer_book, Tap("soffer"), IsStaff())
    part.callback_query.register(bring_in, Tap("simport"), IsStaff())
    return part


async def _read(desk: Desk, staff: Roles, book: OfferingBook, file_id: str, *, apply: bool) -> Changes | None:
    try:
        content = await desk.bot.download(file_id, io.BytesIO())
    except TelegramBadRequest:  # it is not kept for ever
        await desk.tell(desk.say("import-again"))
        return None
    try:
        return await book.read(content.read() if content is not None else b"", apply, staff.actor)
    except PackError as error:
        shown = [str(problem) for problem in error.problems[:SHOWN]]
        rest = len(error.problems) - len(shown)
        lines = [desk.say("import-wrong"), *shown, *([desk.say("import-more", rest=rest)] if rest else [])]
        await desk.tell("\n".join(lines))
        return None


def _words(desk: Desk, changes: Changes) -> str:
    lines = []
    for name, things in zip(changes._fields, changes, strict=True):
        if things:
            lines.append(desk.say(f"import-{name}", count=len(things)))
            lines += [f"· {one}" for one in things[:SHOWN]]
        if len(things) > SHOWN:
            lines.append(desk.say("import-more", rest=len(things) - SHOWN))
    return "\n".join(lines)
