"""The spreadsheet of offerings: looked at first, brought in whole or not at all, and only once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.offering_book import read_book, write_book
from bot.offerings import app
from bot.publishing import USUAL_REMINDERS, publish_pack
from db import Database
from db.booking import register
from db.booking_tables import blackout, offering, slot
from db.catalogue import upcoming
from db.duty import set_capacity
from db.offered import all_offered
from db.slots import pools_of
from knowledge import Knowledge, PackError
from knowledge.offering_sheets import COLUMNS
from tests.conftest import SMALL
from tests.db.office import Office

BACKENDS = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
NOW = datetime.now(UTC)
DAY = (NOW.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=10)).date()
LECTURE = {
    "offerings": ["lecture", "event", "festival", "讲座", "A lecture", "图书馆", "Library", "一小时", "An hour"],
    "tickets": ["lecture", "guest", "听众", "Guest", "all 1", "1", "2"],
    "times": ["lecture", DAY.isoformat(), "19:00", "20:00"],
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return Knowledge.load(SMALL, tmp_path_factory.mktemp("cache")).pack


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def book(tmp_path):
    """Write a spreadsheet of these rows, added to those of another."""

    def write(added, like=None):
        rows = {sheet: [list(columns)] for sheet, columns in COLUMNS.items()}
        if like is not None:
            old = CalamineWorkbook.from_path(like)
            rows = {sheet: old.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in COLUMNS}
        path = tmp_path / "changed.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            for sheet in COLUMNS:
                page = workbook.add_worksheet(sheet)
                for number, row in enumerate([*rows[sheet], *added.get(sheet, ())]):
                    page.write_row(number, 0, row)
        return path

    return write


def lecture(**cells):
    """The rows of a lecture, with other cells where they are named."""
    rows = {sheet: list(row) for sheet, row in LECTURE.items()}
    rows["offerings"] += [""] * (len(COLUMNS["offerings"]) - len(rows["offerings"]))
    rows["offerings"][list(COLUMNS["offerings"]).index("seats")] = "all 40"
    for cell, value in cells.items():
        sheet, _, name = cell.partition("_")
        row = rows[sheet]
        place = list(COLUMNS[sheet]).index(name)
        row += [""] * (place + 1 - len(row))
        row[place] = value
    return {sheet: [row] for sheet, row in rows.items()}


@BACKENDS
async def test_what_is_written_changes_nothing_when_it_is_read(database, pack, tmp_path):
    await publish_pack(database, pack, demo=False, now=NOW)
    path = tmp_path / "offerings.xlsx"
    await write_book(database, pack, path)
    assert not any(await read_book(database, pack, path, remind=USUAL_REMINDERS, apply=True, actor="office"))


@BACKENDS
async def test_a_sheet_is_looked_at_before_it_is_brought_in_and_once(database, pack, book, tmp_path):
    await publish_pack(database, pack, demo=False, now=NOW)
    exported = tmp_path / "offerings.xlsx"
    await write_book(database, pack, exported)
    path = book(lecture(), like=exported)
    would = await read_book(database, pack, path, remind=USUAL_REMINDERS, apply=False, actor="office")
    assert would.added == ("offerings: lecture", "tickets: lecture guest", f"times: lecture {DAY} 19:00")
    assert (would.changed, would.removed) == ((), ())
    assert "lecture" not in {one.draft.key for one in await database.reading(all_offered, now=NOW, today=NOW.date())}

    assert await read_book(database, pack, path, remind=USUAL_REMINDERS, apply=True, actor="staff:1") == would
    cards = (await database.reading(upcoming, now=NOW, limit=100)).cards
    [card] = [card for card in cards if card.title["zh"] == "讲座"]
    assert (card.tickets[0].left, card.tickets[0].most) == (40, 2)
    assert card.starts_at.astimezone(ZoneInfo(pack.zone)).hour == 19
    assert not any(await read_book(database, pack, path, remind=USUAL_REMINDERS, apply=True, actor="staff:1"))


@BACKENDS
async def test_a_mentor_s_hours_and_days_without(database, pack, book):
    weekday = str(DAY.isoweekday())
    rows = {
        "offerings": [
            ["talks", "appointment", "mentor", "面谈", "Talks", "三楼", "Third floor", "半小时", "Half an hour"]
        ],
        "hours": [["talks", f"{weekday}", "14:00", "15:00", "30", "1"]],
        "blackouts": [[DAY.isoformat(), "", "放假"]],
    }
    await read_book(database, pack, book(rows), remind=USUAL_REMINDERS, apply=True, actor="office")
    days = {row.starts_at.astimezone(ZoneInfo(pack.zone)).date() for row in await _rows(database, slot)}
    assert DAY not in days
    assert {day.isoweekday() for day in days} == {DAY.isoweekday()}
    assert [row.day for row in await _rows(database, blackout)] == [DAY]
    assert not any(await read_book(database, pack, book(rows), remind=USUAL_REMINDERS, apply=True, actor="office"))
    rows["hours"] = [["talks", weekday, "16:00", "17:00", "30", "1"]]
    moved = await read_book(database, pack, book(rows), remind=USUAL_REMINDERS, apply=True, actor="office")
    assert moved.added == (f"hours: talks {weekday} 16:00 17:00",)
    assert moved.removed == (f"hours: talks {weekday} 14:00 15:00",)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"offerings_kind": "party"}, "offerings:2: kind: is the text 'party'; allowed: viewing, event or appointment"),
        ({"offerings_subject": "nowhere"}, "offerings:2: subject: there is no event nowhere"),
        ({"offerings_seats": "forty"}, "offerings:2: seats: is the text 'forty'; allowed: names and numbers"),
        ({"times_date": "2026-13-01"}, "times:2: date: "),
        ({"times_ends": "18:00"}, "times:2: ends: 18:00 is not after begins"),
        ({"times_offering": "other"}, "times:2: offering: there is no offering other"),
        ({"tickets_takes": "men 1"}, "tickets:2: takes: is not among the seats"),
        ({"tickets_most": "many"}, "tickets:2: most: is the text 'many'; allowed: a whole number from 1"),
    ],
)
async def test_what_is_wrong_is_said_row_by_row_and_nothing_is_changed(database, pack, book, cells, said):
    with pytest.raises(PackError) as refusal:
        await read_book(database, pack, book(lecture(**cells)), remind=USUAL_REMINDERS, apply=True, actor="office")
    assert said in str(refusal.value)
    assert await _rows(database, offering) == []


async def test_what_people_hold_is_not_taken_from_them(database, pack, book):
    await read_book(database, pack, book(lecture()), remind=USUAL_REMINDERS, apply=True, actor="office")
    [card] = (await database.reading(upcoming, now=NOW)).cards
    person = await Office(database).user("she")
    await database.writing(register, user_id=person, ticket_id=card.tickets[0].id, party=2, now=datetime.now(UTC))
    with pytest.raises(PackError, match=r"offerings:2: id: lecture: 2 seats are taken"):
        await read_book(
            database, pack, book(lecture(times_seats="all 1")), remind=USUAL_REMINDERS, apply=True, actor="office"
        )
    dark = {"blackouts": [[DAY.isoformat(), "nobody", "休息"]]}
    with pytest.raises(PackError, match="blackouts:2: host: there is no host nobody"):
        await read_book(database, pack, book(lecture() | dark), remind=USUAL_REMINDERS, apply=True, actor="office")
    [card] = (await database.reading(upcoming, now=NOW)).cards
    assert card.tickets[0].left == 38


async def test_what_the_pack_offers_is_changed_in_the_pack(database, pack, book):
    await publish_pack(database, pack, demo=False, now=NOW)
    rows = lecture(offerings_id="festival", tickets_offering="festival", times_offering="festival")
    with pytest.raises(PackError, match="festival is in the pack"):
        await read_book(database, pack, book(rows), remind=USUAL_REMINDERS, apply=True, actor="office")


@BACKENDS
async def test_seats_that_staff_have_changed_outlast_the_next_publishing(database, pack):
    await publish_pack(database, pack, demo=False, now=NOW)
    [card] = (await database.reading(upcoming, now=NOW, subjects=["event:festival"], limit=1)).cards
    [pool] = await database.reading(pools_of, slot_id=card.slot_id)
    await database.writing(set_capacity, pool_id=pool.id, capacity=9, actor="staff:1", now=NOW)
    await publish_pack(database, pack, demo=False, now=NOW)
    [pool] = await database.reading(pools_of, slot_id=card.slot_id)
    assert pool.capacity == 9


def test_the_command_line_shows_first_and_changes_when_it_is_told_to(configured, book, tmp_path, monkeypatch, pack):
    settings = configured()
    monkeypatch.setattr("bot.offerings.settings_or_end", lambda: settings)
    file = str(book(lecture()))
    run = CliRunner().invoke
    assert "nothing was changed; --apply" in run(app, ["import", file]).output
    assert "added: 3\n  offerings: lecture" in run(app, ["import", file, "--apply"]).output
    assert run(app, ["import", file, "--apply"]).output == "all of this is offered already\n"
    exported = tmp_path / "exported.xlsx"
    assert run(app, ["export", str(exported)]).exit_code == 0
    assert CalamineWorkbook.from_path(exported).get_sheet_by_name("offerings").to_python()[1][0] == "lecture"
    wrong = run(app, ["import", str(book(lecture(times_ends="18:00")))])
    assert (wrong.exit_code, "times:2: ends" in wrong.output) == (2, True)


async def _rows(database, table):
    return await database.reading(lambda connection: connection.execute(table.select()).all())
