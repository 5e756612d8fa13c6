"""`jinyue broadcast`: from a text to a report, by two people, on the command line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.cli import app
from db import people
from db.expansion import expand, start_due
from db.outbox_tables import outbox
from db.staff import add_staff, join_staff
from db.subscriptions import subscribe
from db.vault import Vault
from db.wechat_quota import month_of
from db.wechat_tables import wechat_mass_reach
from tests.conftest import SMALL
from tests.databases import run_on

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VAULT = Vault([bytes(32)])


@pytest.fixture
def jinyue(database_url, tmp_path, monkeypatch):
    """Run a command with these words; its status and all it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PACK", str(SMALL))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words):
        result = CliRunner().invoke(app, ["broadcast", *words])
        return result.exit_code, result.output

    return run


@pytest.fixture
def her(database_url):
    """Somebody who hears about events, and two of the staff, 小李 and 小王; her number."""
    numbers = []

    def meet(connection):
        for name in ("she", "小李", "小王"):
            person = people.recognise(connection, channel="web", external_id=name, language="zh", now=NOON)
            numbers.append(person.user_id)
            if name != "she":
                code = add_staff(connection, vault=VAULT, name=name, role="events", now=NOON)
                join_staff(connection, vault=VAULT, user_id=person.user_id, code=code, now=NOON)
        subscribe(connection, user_id=numbers[0], topics=["activities"], channel="web", now=NOON)

    run_on(database_url, meet)
    return numbers[0]


def send_all(connection):
    """Stand in for the sending."""
    start_due(connection, now=datetime.now(UTC))
    while expand(connection, now=datetime.now(UTC)):
        pass
    connection.execute(outbox.update().where(outbox.c.kind == "broadcast").values(state="sent"))
    from db.broadcast_control import finish

    finish(connection, now=datetime.now(UTC))


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_from_a_text_to_a_report(jinyue, her, database_url, tmp_path):
    status, said = jinyue("write", "周六有活动", "--by", "小李", "--topic", "activities", "--en", "An event")
    assert (status, said.split()[2:]) == (0, ["is", "a", "draft"])
    number = said.split()[1]
    assert jinyue("submit", number, "--by", "小李")[0] == 0
    assert jinyue("approve", number, "--by", "小李") == (2, "nobody approves their own: somebody else has to\n")
    assert jinyue("send", number, "--by", "小李") == (2, "it is not approved yet\n")
    assert jinyue("approve", number, "--by", "小王")[1] == f"broadcast {number}: approved\n"
    shown = jinyue("show", number)[1]
    assert "en: An event" in shown
    assert "1 people now" in shown
    assert "review 1 by 小王: agreed" in shown
    status, said = jinyue("send", number, "--by", "小李", "--at", "2036-01-02T09:00")
    assert (status, said) == (0, f"broadcast {number} goes out from 2036-01-02 09:00 (Asia/Shanghai) on\n")
    assert "goes out: 2036-01-02 09:00 (Asia/Shanghai)" in jinyue("show", number)[1]
    assert jinyue("send", number, "--by", "小李")[0] == 0
    run_on(database_url, send_all)
    status, watched = jinyue("watch", number)
    assert status == 0
    assert "finished sent 1" in watched
    assert jinyue("pause", number, "--by", "小李") == (2, "this cannot be done with a broadcast that is finished\n")
    assert "finished" in jinyue("list")[1]
    status, said = jinyue("report", number, "--by", "小李")
    assert status == 0
    assert "sent" in said
    rows = CalamineWorkbook.from_path(tmp_path / f"broadcast-{number}.xlsx").get_sheet_by_index(0).to_python()
    assert rows[1][0] == her
    noted = datetime.strptime(rows[1][5], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    assert abs(datetime.now(UTC) - noted) < timedelta(minutes=1)
    assert (tmp_path / f"broadcast-{number}.png").read_bytes().startswith(b"\x89PNG")


def test_before_it_is_submitted_staff_read_what_it_takes_of_the_mass_sendings(jinyue, her, database_url):
    def follow(connection):
        for number, times in enumerate((0, 3, 4)):
            person = people.recognise(connection, channel="wechat", external_id=f"o{number}", language="zh", now=NOON)
            subscribe(connection, user_id=person.user_id, topics=["activities"], channel="wechat", now=NOON)
            reach = {"identity_id": person.identity_id, "month": month_of(datetime.now(UTC)), "times": times}
            if times:
                connection.execute(wechat_mass_reach.insert(), reach)

    run_on(database_url, follow)
    written = jinyue("write", "周六有活动", "--by", "小李", "--topic", "activities")[1]
    for said in (written, jinyue("show", "1")[1]):
        words = " ".join(said.split())
        assert "it goes by mass sending" in words
        assert "1 people have 4 of 4 left · 1 people have 1 of 4 left · 1 people have 0 of 4 left" in words
        assert "1 of them have only one left: after this one they get no other this month" in words
        assert "1 of them had all 4 of this month and will not get it" in words
    named = jinyue("write", "{name}，周六有活动", "--by", "小李", "--topic", "activities")[1]
    assert "customer-service message" in " ".join(named.split())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("write", "x", "--by", "小李"), "say whom it is for"),
        (("write", "x", "--by", "小李", "--topic", "weather"), "there is no topic 'weather'"),
        (("write", "x", "--by", "老张", "--topic", "activities"), "nobody on the staff called 老张"),
        (("write", "x", "--by", "小李", "--topic", "activities", "--list", "none.csv"), "none.csv"),
        (("show", "7"), "there is no broadcast 7"),
    ],
)
def test_what_cannot_be_done_says_why(jinyue, her, words, why):
    status, said = jinyue(*words)
    assert status == 2
    assert why in said


def test_a_list_and_a_picture_go_along_and_wrong_rows_are_said(jinyue, her, database_url, tmp_path):
    (tmp_path / "people.csv").write_text(f"编号\n{her}\nnobody1\n", "utf-8")
    (tmp_path / "a.png").write_bytes(b"\x89PNG picture")
    words = ("--topic", "activities", "--list", "people.csv", "--picture", "a.png", "--urgent")
    status, said = jinyue("write", "周六", "--by", "小李", *words)
    assert status == 0
    assert "row 3, 'nobody1': nobody" in said
    assert "picture: a.png" in jinyue("show", "1")[1]
