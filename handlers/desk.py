"""Where a person books: who they are, in which language, and what is needed to answer them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, TelegramObject
from sqlalchemy import Connection

from db import Database
from db.flats import Complex
from db.people import Person
from db.vault import Vault
from handlers.forms import Forms
from knowledge import Knowledge
from locales import Language, Say, say_in

Given = ParamSpec("Given")
Found = TypeVar("Found")
Row = list[InlineKeyboardButton]
OF_THE_FORM: Final = frozenset({"sure", "agree", "single", "child"})
"""The buttons that lead from a confirmed card to the booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The language that a person is spoken to in, with the city's `zone` and the moment."""

    language: Language
    say: Say
    zone: ZoneInfo
    now: datetime

    def key(self, text: str, kind: str, *step: str | int) -> InlineKeyboardButton:
        """A button that carries its whole step."""
        data = ":".join([kind, self.language, *map(str, step)])
        return InlineKeyboardButton(text=text, callback_data=data)

    def words(self, texts: dict[str, Any]) -> str:
        """Words that are kept by language."""
        return str(texts.get(self.language) or texts["zh"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Voice):
    """One message of a person who books, and what is needed to answer it."""

    bot: Bot
    chat_id: int
    person: Person
    state: FSMContext
    database: Database
    vault: Vault
    forms: Forms
    abroad: bool
    knowledge: Knowledge
    update_number: int

    @property
    def user_id(self) -> int:
        """The person's number."""
        return self.person.user_id

    @property
    def done_key(self) -> str:
        """The key under which a booking operation is done once for this message."""
        return f"in{self.update_number}"

    @property
    def shows_personal(self) -> bool:
        """Whether personal fields may be asked for and shown here."""
        return self.forms.may_ask_here(abroad=self.abroad)

    async def tell(self, text: str, rows: Sequence[Row] = ()) -> None:
        """Say something, with buttons."""
        keys = [row for row in rows if row]
        markup = InlineKeyboardMarkup(inline_keyboard=keys) if keys else None
        await self.bot.send_message(self.chat_id, text, reply_markup=markup)

    async def ask(self, state: State, text: str, **kept: Any) -> None:
        """Ask for an answer in words; what is `kept` is found with it. It is answered in the language of the question.

        A name has no language, and who writes it in other letters does not speak another one.
        """
        await self.state.set_state(state)
        await self.state.update_data(language=self.language, **kept)
        await self.tell(text)

    async def point_at(self, place: Complex) -> bool:
        """Show where a complex is on the map; False when nobody has said where."""
        if place.latitude is None or place.longitude is None:
            return False
        name, address = self.words(place.name), self.words(place.address or place.name)
        await self.bot.send_venue(self.chat_id, place.latitude, place.longitude, name, address)
        return True

    async def read(
        self,
        operation: Callable[Concatenate[Connection, Given], Found],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Found:
        """Read from the database."""
        return await self.database.reading(operation, *args, **kwargs)

    async def write(
        self,
        operation: Callable[Concatenate[Connection, Given], Found],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Found:
        """Change the database."""
        return await self.database.writing(operation, *args, **kwargs)


class AtTheDesk(BaseMiddleware):
    """Gives handlers the `desk`. A tap is acknowledged at once, so that the button does not look stuck.

    What one books is nobody else's business: in a group the person is asked to come to their own chat.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery):
            await event.answer()
            # Who taps something else does not go on with what was asked in words. The form's own buttons leave it: one
            # tapped before a crash runs again after it, and the next answer must not be an ordinary sentence meanwhile.
            kind = (event.data or "").split(":", 1)[0]
            if (data["raw_state"] or "").startswith("PrivateBooking") and kind not in OF_THE_FORM:
                await data["state"].clear()
        if data["event_chat"].type != "private":
            await data["bot"].send_message(data["event_chat"].id, data["say"]("only-in-private"))
            return None
        language: Language = data["language"]
        if isinstance(event, Message) and data["raw_state"] is not None:
            language = (await data["state"].get_data()).get("language", language)
        knowledge: Knowledge = data["knowledge"]
        data["desk"] = Desk(
            bot=data["bot"],
            chat_id=data["event_chat"].id,
            person=data["person"],
            state=data["state"],
            database=data["database"],
            vault=data["vault"],
            forms=data["forms"],
            abroad=data["abroad"],
            knowledge=knowledge,
            zone=ZoneInfo(knowledge.pack.zone),
            language=language,
            say=say_in(language),
            now=data["now"],
            update_number=data["update_number"],
        )
        return await handler(event, data)
