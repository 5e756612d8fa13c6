"""`jinyue kb`: measuring a pack, and making it better from what people asked."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from db import learning
from db.tables import miss
from knowledge import Knowledge, adopting
from tests.conftest import SMALL
from tests.databases import run_on

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COMMENTED = """\
# The flats.
- id: flats-parking
  title: {zh: 公寓车位, en: Parking}   # short
  kind: talk
  phrasings:
    zh:
      - 公寓有车位吗   # the usual one
      - 停车位要钱吗

      # about bicycles
      - 自行车停哪里
    en: [Is there parking, Where do bicycles go,
      Car park]  # en
  answer: {zh: 有车位。, en: There is parking.}

# The end.
"""


@pytest.fixture
def pack(tmp_path):
    """A copy of the small pack, with a file that has comments and an evaluation."""
    folder = tmp_path / "pack"
    shutil.copytree(SMALL, folder)
    (folder / "entries" / "commented.yaml").write_text(COMMENTED, "utf-8")
    (folder / "eval").mkdir()
    questions = [
        {"q": "公寓总共多少套呀", "gold": "flats-total", "style": "plain"},
        {"q": "公寓縂共多少套", "gold": "flats-total", "style": "typo"},
        {"q": "湖畔公寓怎么去", "gold": "flats-lakeside", "style": "plain"},
        {"q": "明天天气好吗", "gold": None, "style": "plain"},
        {"q": "绿卡是什么东西", "gold": "thanks", "style": "plain"},
    ]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in questions)
    (folder / "eval" / "questions.jsonl").write_text(lines, "utf-8")
    return folder


@pytest.fixture
def jinyue(pack, database_url, tmp_path, monkeypatch):
    """Run a command on that pack and the database; its status and all it printed."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"PACK": pack, "DATABASE_URL": database_url, "DATA_DIR": tmp_path, "COLUMNS": 200}.items():
        monkeypatch.setenv(name, str(value))

    def run(*words, status=0, answer=None):
        done = CliRunner().invoke(app, ["kb", *map(str, words)], input=answer)
        assert done.exit_code == status, done.output
        return done.output

    return run


@pytest.fixture
def missed(database_url):
    """Record that these were asked and not understood."""

    def record(*sentences, reason="refused"):
        def work(connection):
            for sentence in sentences:
                connection.execute(
                    miss.insert(),
                    {"question": sentence, "language": "zh", "reason": reason, "entry": None, "at": NOON},
                )

        run_on(database_url, work)

    return record


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_figures_of_an_evaluation(jinyue):
    found = json.loads(jinyue("eval", "--json"))
    assert (found["all"]["count"], found["all"]["wrong"]) == (5, 1)
    assert found["confusions"] == [
        {"gold": ["thanks"], "answered": "green-card", "count": 1, "sentences": ["绿卡是什么东西"]}
    ]
    assert set(found["files"]) == {"questions"}
    assert set(found["styles"]) == {"plain", "typo"}
    assert found["noise"]["typo"]["plain"] == pytest.approx(0.75)
    assert sum(band["count"] for band in found["reliability"]) <= 5
    shown = jinyue("eval")
    assert "wrong: 绿卡是什么东西 [plain] thanks -> green-card" in shown
    assert "said to be" in shown


def test_questions_of_ones_own(jinyue, tmp_path):
    file = tmp_path / "own.jsonl"
    file.write_text('{"q": "谢谢你们", "gold": "thanks", "style": "plain"}\n', "utf-8")
    assert json.loads(jinyue("eval", file, "--json"))["all"]["count"] == 1
    file.write_text('{"q": "谢谢", "gold": "thanx", "style": "plain"}\n', "utf-8")
    assert "thanx" in jinyue("eval", file, status=2)
    file.write_text("\n{", "utf-8")
    assert "own.jsonl:2" in jinyue("eval", file, status=2)
    file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in jinyue("eval", file, status=2)
    file.write_text("", "utf-8")
    assert "no questions" in jinyue("eval", file, status=2)
    assert "No such file" in jinyue("eval", tmp_path / "none.jsonl", status=2)


def test_a_sentence_is_explained(jinyue):
    assert "flats-rent" in jinyue("explain", "房租贵不贵")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_misses_are_grouped_and_settled_ones_stay_away(jinyue, missed):
    missed("车位怎么收费的呀[/]", "火星移民", "车位怎么收费", "车位怎么收费的")
    [first, second] = json.loads(jinyue("misses", "--json"))["misses"]
    assert (first["count"], second["wordings"]) == (3, ["火星移民"])
    assert first["nearest"][0]["entry"] == "flats-parking"
    assert first["reasons"] == {"refused": 3}
    assert "火星移民" in jinyue("misses")
    missed("车位怎么收费啊", "车位怎么收费")  # later ones do not change a group's number
    again = json.loads(jinyue("misses", "--json"))["misses"]
    assert [(one["miss"], one["count"]) for one in again][:1] == [(first["miss"], 5)]
    jinyue("settle", first["miss"])
    assert [one["wordings"] for one in json.loads(jinyue("misses", "--json"))["misses"]] == [["火星移民"]]
    assert "no miss" in jinyue("settle", first["miss"], status=2)
    jinyue("settle", second["miss"])
    assert "no misses" in jinyue("misses")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_blame_that_was_taken_back_is_not_on_the_list(jinyue, database_url):
    def ask(connection):
        from db.tables import incoming

        added = {"channel": "web", "key": "1", "chat": 1, "payload": {}, "received_at": NOON, "worker": 1}
        number = connection.execute(incoming.insert().returning(incoming.c.id), added).scalar_one()
        words = {"question": "公寓数量", "language": "zh", "entry": "flats-total"}
        for reason in ("refused", "thumbs_down"):
            learning.record_miss(connection, incoming_id=number, reason=reason, now=NOON, **words)
        rate(connection, "bad")
        learning.comment_feedback(connection, incoming_id=number, comment="旧了")

    def rate(connection, verdict):
        [number] = connection.execute(select(miss.c.incoming_id).distinct()).scalars()
        learning.record_feedback(connection, incoming_id=number, entry="flats-total", verdict=verdict, now=NOON)

    run_on(database_url, ask)
    [found] = json.loads(jinyue("misses", "--json"))["misses"]
    assert (found["count"], found["comments"], len(found["reasons"])) == (1, ["旧了"], 2)
    run_on(database_url, lambda connection: rate(connection, "good"))
    [found] = json.loads(jinyue("misses", "--json"))["misses"]
    assert found["reasons"] == {"refused": 1}


def number_of(jinyue):
    return json.loads(jinyue("misses", "--json"))["misses"][0]["miss"]


def test_a_miss_is_adopted_and_only_lines_are_added(jinyue, missed, pack):
    missed("车子可以停在小区里面吗", "车子可以停在小区里面吗?", "车子可以停小区里面吗")
    file = pack / "entries" / "commented.yaml"
    before = file.read_text("utf-8").splitlines()
    shown = jinyue("adopt", number_of(jinyue), "flats-parking")
    assert "kill -HUP" in shown
    after = file.read_text("utf-8").splitlines()
    added = [line for line in after if line not in before]
    assert [line for line in after if line in before] == before
    assert added == ["      - 车子可以停在小区里面吗", "      - 车子可以停小区里面吗"]
    understood = Knowledge.load(pack).understand("车子可以停在小区里面吗", now=NOON)
    assert understood.entry is not None
    assert understood.entry.id == "flats-parking"
    assert "no misses" in jinyue("misses")
    assert [path.name for path in (pack / "entries").iterdir()].count("commented.yaml") == 1
    assert len(list((pack / "entries").iterdir())) == 2


def test_an_english_one_goes_behind_the_last_of_its_list(jinyue, missed, pack):
    missed("Can I leave my car, please: here")
    jinyue("adopt", number_of(jinyue), "flats-parking")
    assert "      Car park, 'Can I leave my car, please: here']  # en" in (
        (pack / "entries" / "commented.yaml").read_text("utf-8")
    )


def test_what_is_to_be_refused_goes_among_the_negatives(jinyue, missed, pack):
    missed("附近哪里吃火锅")
    jinyue("adopt", number_of(jinyue), "none")
    assert "红烧肉怎么做, 附近哪里吃火锅]" in (pack / "negatives.yaml").read_text("utf-8")
    missed("哪里理发便宜呢")
    (pack / "negatives.yaml").unlink()
    jinyue("adopt", number_of(jinyue), "none")
    assert (pack / "negatives.yaml").read_text("utf-8") == "zh:\n  - 哪里理发便宜呢\n"


def test_what_would_make_something_wrong_is_refused_with_the_list(jinyue, missed, pack):
    missed("公寓总共多少套")
    before = contents(pack)
    shown = jinyue("adopt", number_of(jinyue), "thanks", status=2)
    assert "公寓总共多少套呀: flats-total -> " in shown
    assert contents(pack) == before
    assert "公寓总共多少套" in jinyue("misses")


def test_without_the_guard_it_would_be_written(jinyue, missed, pack, monkeypatch):
    monkeypatch.setattr(adopting, "lost", lambda *_: ())
    missed("公寓总共多少套")
    jinyue("adopt", number_of(jinyue), "thanks")
    assert "公寓总共多少套" in (pack / "entries" / "all.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("sentence", "entry", "why"),
    [
        ("公寓数量多少", "flats-nowhere", "there is no entry flats-nowhere"),
        ("房租贵不贵", "green-card", "is also a phrasing of flats-rent"),
        ("红烧肉怎么做", "green-card", "is also a negative"),
        ("公寓" * 101, "green-card", "characters long"),
        ("湖畔公寓怎么去", "flats-lakeside", "learnt by heart"),
        ("我的电话是138********", "green-card", "masked number"),
        ("人才绿卡有什么用", "green-card", "is there already"),
    ],
)
def test_what_may_not_be_adopted(jinyue, missed, pack, sentence, entry, why):
    missed(sentence)
    before = contents(pack)
    assert why in jinyue("adopt", number_of(jinyue), entry, status=2)
    assert contents(pack) == before


def test_a_pack_that_cannot_be_written_stays_whole(jinyue, missed, pack, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    missed("车子可以停在小区里面吗")
    before = contents(pack)
    number = number_of(jinyue)
    monkeypatch.setattr("os.fsync", full)
    assert "No space left" in jinyue("adopt", number, "flats-parking", status=2)
    assert contents(pack) == before


def test_the_database_that_cannot_be_reached_is_named(jinyue, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert "127.0.0.1:9" in jinyue("misses", status=2)
