"""The way in: written down, one at a time for each chat, again after a crash, and not for ever."""

import asyncio
import re

import pytest

from bot.handling import handling
from bot.intake import AT_ONCE, MAX_ATTEMPTS, Intake
from db import Database, DatabaseUnavailable
from db import intake as log_book
from db.intake import Arrival
from db.tables import incoming
from tests.db.conftest import NOON

PHONE = "0519-80000000"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request):
    """Both databases."""
    return request.param


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def another(database_url):
    """The same database as the next program finds it."""
    database = Database(database_url)
    yield database
    await database.close()


class Office:
    """Handles messages, and remembers how."""

    def __init__(self, database, **options):
        self.handled, self.apologies = [], []
        self.gates = {}
        self.in_hand = self.most_in_hand = 0
        self.intake = Intake(
            database,
            channels=("web",),
            handle=self.handle,
            apologise=self.apologise,
            keep_numbers=(PHONE,),
            **{"stop_seconds": 5} | options,
        )

    async def handle(self, message):
        text = message.payload["message"]["text"]
        self.in_hand += 1
        self.most_in_hand = max(self.in_hand, self.most_in_hand)
        try:
            if text in self.gates:
                await self.gates[text].wait()
            if text == "fail":
                raise ZeroDivisionError("made to fail")
            assert handling.get().incoming_id == message.id
            self.handled.append(text)
        finally:
            self.in_hand -= 1

    async def apologise(self, message, reference):
        self.apologies.append((message.payload["message"]["text"], reference))


def said(text, chat=1, key=None):
    return Arrival("web", key or f"{chat}:{text}", chat, {"message": {"text": text}})


def look(connection):
    return connection.execute(incoming.select().order_by(incoming.c.id)).mappings().all()


async def test_the_messages_of_a_chat_are_handled_in_order_one_at_a_time(database):
    office = Office(database)
    async with office.intake as way_in:
        office.gates["0"] = asyncio.Event()
        await way_in.accept([said(str(number)) for number in range(5)])
        await way_in.accept([said("5")])
        office.gates["0"].set()
        await way_in.quiet()
    assert office.handled == ["0", "1", "2", "3", "4", "5"]
    assert office.most_in_hand == 1


async def test_chats_do_not_wait_for_each_other_up_to_a_limit(database):
    office = Office(database)
    gate = asyncio.Event()
    office.gates = {f"slow {chat}": gate for chat in range(AT_ONCE + 8)}
    async with office.intake as way_in:
        await way_in.accept([said(f"slow {chat}", chat=chat) for chat in range(AT_ONCE + 8)])
        await asyncio.wait([asyncio.ensure_future(gate.wait())], timeout=0.05)
        assert office.in_hand == AT_ONCE
        gate.set()
        await way_in.quiet()
    assert len(office.handled) == AT_ONCE + 8


async def test_a_message_that_comes_again_is_handled_once(database):
    office = Office(database)
    async with office.intake as way_in:
        [first] = await way_in.accept([said("一", key="k")])
        again, other = await way_in.accept([said("一", key="k"), said("二", key="l")])
        await way_in.quiet()
    assert (first.new, again.new, other.new) == (True, False, True)
    assert office.handled == ["一", "二"]


async def test_what_is_done_is_written_down_at_the_stop(database):
    office = Office(database)
    async with office.intake as way_in:
        await way_in.accept([said("一")])
    assert office.handled == ["一"]
    assert await database.reading(log_book.unfinished) == 0


async def test_a_stop_waits_only_so_long_and_the_rest_is_handled_after_it(database, database_url, log):
    first = Database(database_url)
    office = Office(first, stop_seconds=0.05)
    office.gates["slow"] = asyncio.Event()
    async with office.intake as way_in:
        await way_in.accept([said("slow"), said("next"), said("other chat", chat=2)])
    assert office.handled == ["other chat"]
    assert log.of("stopped_with_messages_in_hand")

    await first.close()
    later = Office(database)
    async with later.intake as way_in:
        await way_in.quiet()
    assert later.handled == ["slow", "next"]
    assert await database.reading(log_book.unfinished) == 0


async def test_a_failure_is_apologised_for_and_the_next_message_handled(database, log):
    office = Office(database)
    async with office.intake as way_in:
        await way_in.accept([said("fail"), said("next")])
        await way_in.quiet()
    [(text, reference)] = office.apologies
    assert text == "fail"
    assert re.fullmatch(r"[0-9A-F]{8}", reference)
    assert office.handled == ["next"]
    failed, fine = await database.reading(look)
    assert failed["failure"] == reference
    assert failed["done_at"] is not None
    assert fine["failure"] is None
    [line] = log.of("message_failed")
    assert line["reference"] == reference


async def test_an_apology_that_cannot_be_said_leaves_the_message_for_the_next_start(database, database_url, log):
    first = Database(database_url)
    office = Office(first)

    async def unable(message, reference):
        raise OSError("no way to the person")

    office.intake._apologise = unable
    async with office.intake as way_in:
        await way_in.accept([said("fail"), said("next")])
        await way_in.quiet()
    assert office.handled == ["next"]
    assert log.of("apology_failed")
    assert await database.reading(log_book.unfinished) == 1

    await first.close()
    later = Office(database)
    async with later.intake as way_in:
        await way_in.quiet()
    assert [text for text, _ in later.apologies] == ["fail"]


async def dies_with_it_in_hand(database):
    """Start, take the first message in hand, and be gone without a word; what was begun."""
    office = Office(database)
    gate, begun = asyncio.Event(), []

    async def handle(message):
        begun.append(message.payload["message"]["text"])
        gate.set()
        await asyncio.Event().wait()

    office.intake._handle = handle
    await office.intake._tasks.__aenter__()
    await office.intake._take_over()
    waiting = asyncio.ensure_future(gate.wait())
    await asyncio.wait([waiting, *office.intake._speaking.values()], return_when=asyncio.FIRST_COMPLETED)
    for task in [waiting, *office.intake._speaking.values()]:
        task.cancel()
    await office.intake._tasks.__aexit__(None, None, None)
    return begun, office.apologies


async def test_a_message_that_ends_the_program_is_given_up_but_not_its_neighbours(database, database_url, log):
    await database.writing(log_book.record, arrivals=[said("deadly"), said("next"), said("after")], worker=1, now=NOON)
    for _ in range(MAX_ATTEMPTS):
        crashed = Database(database_url)
        assert (await dies_with_it_in_hand(crashed)) == (["deadly"], [])
        await crashed.close()

    office = Office(database)
    async with office.intake as way_in:
        await way_in.quiet()
    assert [text for text, _ in office.apologies] == ["deadly"]
    assert office.handled == ["next", "after"]
    given_up, *others = await database.reading(look)
    assert given_up["failure"] is not None
    assert [row["failure"] for row in others] == [None, None]


async def test_a_start_takes_over_only_its_own_channels(database):
    arrivals = [said("web"), Arrival("telegram", "1", 1, {"message": {"text": "telegram"}})]
    await database.writing(log_book.record, arrivals=arrivals, worker=1, now=NOON)
    office = Office(database)
    async with office.intake as way_in:
        await way_in.quiet()
    assert office.handled == ["web"]
    assert await database.reading(log_book.unfinished) == 1


async def test_a_database_that_is_away_for_a_moment_is_waited_for(database, log, monkeypatch):
    monkeypatch.setattr("bot.intake.FINISH_EVERY", 0.01)
    office = Office(database)
    writing, failed = database.writing, log.expect("database_unavailable")

    async def away(operation, **values):
        if operation is log_book.finish and not failed.done():
            raise DatabaseUnavailable("away")
        return await writing(operation, **values)

    monkeypatch.setattr(database, "writing", away)
    async with office.intake as way_in:
        await way_in.accept([said("一")])
        await asyncio.wait_for(failed, 5)
    assert await database.reading(log_book.unfinished) == 0


async def test_personal_numbers_are_masked_wherever_people_write(database):
    office = Office(database)
    payload = {
        "message": {
            "text": "电话13812345678",
            "date": 1795495827,
            "chat": {"id": 13812345678},
            "contact": {"phone_number": "13812345678", "vcard": "TEL:13812345678"},
            "document": {"file_name": "13812345678.pdf", "file_id": "AgAD13812345678"},
            "reply_to_message": {"caption": f"办公室 {PHONE}"},
            "photos": [{"caption": "13812345678"}],
        }
    }
    arrival = Arrival("web", "k", 1, payload, shown=None)
    async with office.intake as way_in:
        await way_in.accept([arrival])
        await way_in.quiet()
    [row] = await database.reading(look)
    message = row["payload"]["message"]
    assert message["text"] == "电话***********"
    assert message["contact"] == {"phone_number": "***********", "vcard": "TEL:***********"}
    assert message["document"] == {"file_name": "***********.pdf", "file_id": "AgAD13812345678"}
    assert message["reply_to_message"]["caption"] == f"办公室 {PHONE}"
    assert message["photos"] == [{"caption": "***********"}]
    assert message["chat"]["id"] == 13812345678


async def test_half_characters_and_nul_do_not_stop_a_database(database):
    office = Office(database)
    async with office.intake as way_in:
        await way_in.accept([said("半\ud800个\0字", key="k")])
        await way_in.quiet()
    assert office.handled == ["半?个 字"]


@pytest.mark.parametrize("backend", ["postgresql"])  # on SQLite one program serves a channel
async def test_what_a_living_program_has_in_hand_is_not_taken_from_it(database, another):
    office, other = Office(database), Office(another)
    office.gates["slow"] = asyncio.Event()
    async with office.intake as way_in, other.intake:
        await way_in.accept([said("slow")])
        await other.intake._take_over()
        office.gates["slow"].set()
        await way_in.quiet()
    assert (office.handled, other.handled) == (["slow"], [])
