"""The conversation's routers: nothing in them runs in a thread, and every button fits."""

from datetime import date

import pytest
from aiogram import Dispatcher, F, Router
from aiogram.types import InlineKeyboardMarkup

from bot.settings import PACKS
from handlers import keyboards
from handlers.filters import Answer, MoreThanAQuestion, Words
from handlers.reply import reply_with
from handlers.routers import WORDS, conversation
from knowledge import Knowledge
from locales import LANGUAGES, say_in

BYTES = 64
"""Of a button's data, at most: Telegram's limit."""


def in_threads(routers):
    """The filters and handlers that aiogram would run in a thread."""
    found = []
    for router in routers:
        for observer in router.observers.values():
            filters = [
                *(observer._handler.filters or ()),
                *(one for handler in observer.handlers for one in handler.filters or ()),
            ]
            found += [one.callback for one in (*filters, *observer.handlers) if not one.awaitable]
    return found


def test_no_filter_and_no_handler_runs_in_a_thread():
    dispatcher = Dispatcher()
    dispatcher.include_routers(*conversation())
    assert in_threads(dispatcher.chain_tail) == []


def test_one_that_does_is_found():
    careless = Router()
    careless.message.register(conversation, F.text)
    assert in_threads([careless])


def words_in(part):
    """The words that a filter looks for, itself or in the filters that it is made of."""
    if isinstance(part, Words):
        return part._words
    if isinstance(part, Answer):  # its words are those that it leaves to others
        return set()
    inner = [*getattr(part, "targets", ()), *vars(part).values()] if hasattr(part, "__dict__") else []
    return {word for one in inner for word in words_in(getattr(one, "callback", one))}


def test_the_first_look_knows_every_word_that_a_router_listens_to():
    """A word that it does not know would be answered as a question, and its own handler never asked."""
    found = set()
    for router in [below for top in conversation() for below in top.chain_tail]:
        observer = router.message
        for one in (*observer._handler.filters, *(one for handler in observer.handlers for one in handler.filters)):
            if not isinstance(one.callback, MoreThanAQuestion):
                found |= words_in(one.callback)
    assert {"td", "我的资料", "改姓名", "取消"} <= found
    assert found <= set(WORDS)


@pytest.fixture(scope="module")
def wujin(wujin_cache):
    return Knowledge.load(PACKS / "wujin", wujin_cache)


def data_of(markup: InlineKeyboardMarkup | None):
    return [key.callback_data for row in (markup.inline_keyboard if markup else ()) for key in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_every_entry_fits(wujin, language):
    say = say_in(language)
    data = data_of(keyboards.menu(wujin.pack, language)) + data_of(keyboards.way_out(language, say))
    for entry in wujin.pack.entries:
        reply = reply_with(entry, wujin, language=language, today=date(2026, 11, 24))
        data += data_of(keyboards.under_answer(reply, say, question=10**18 - 1))
        data += data_of(keyboards.suggestions(reply, say))
    assert [one for one in data if not one or len(one.encode()) > BYTES] == []
