"""`jinyue kb export` and `import`: a pack through the hands of staff who work in spreadsheets."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

import knowledge
from bot.cli import app
from knowledge.validation import build_pack, read_files
from tests.bot.test_kb import COMMENTED
from tests.conftest import SMALL

WUJIN = Path(knowledge.__file__).parent / "packs" / "wujin"


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(SMALL, folder)
    (folder / "entries" / "commented.yaml").write_text(COMMENTED, "utf-8")
    return folder


@pytest.fixture
def jinyue(pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PACK", str(pack))

    def run(*words, status=0, answer=None):
        done = CliRunner().invoke(app, ["kb", *map(str, words)], input=answer)
        assert done.exit_code == status, done.output
        return done.output

    return run


class Book:
    """A spreadsheet's rows, to be changed by hand."""

    def __init__(self, path):
        self.path = path
        book = CalamineWorkbook.from_path(path)
        self.sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    def find(self, sheet, start):
        """The place of the row that begins with this."""
        return next(place for place, row in enumerate(self.sheets[sheet]) if row[0] == start)

    def put(self, sheet, start, column, value):
        row = self.find(sheet, start)
        self.sheets[sheet][row][self.sheets[sheet][0].index(column)] = value
        return row + 1

    def save(self):
        book = xlsxwriter.Workbook(str(self.path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
        for name, rows in self.sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, tuple):
                        sheet.write_formula(line, column, *value)
                    elif value != "":
                        sheet.write(line, column, value)
        book.close()


@pytest.fixture
def book(jinyue, tmp_path):
    jinyue("export", tmp_path / "pack.xlsx")
    return Book(tmp_path / "pack.xlsx")


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("folder", [SMALL, WUJIN])
def test_there_and_back_nothing_changes(folder, jinyue, tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    monkeypatch.setenv("PACK", str(copy))
    before = contents(copy)
    jinyue("export", tmp_path / "copy.xlsx")
    assert "all of this already" in jinyue("import", tmp_path / "copy.xlsx", "--yes")
    assert contents(copy) == before


def test_what_is_changed_is_written_and_the_rest_keeps_every_letter(jinyue, pack, book):
    book.put("entries", "green-card", "answer zh", "持绿卡可享\n九条通道。")
    book.put("entries", "green-card", "as_of", datetime(2026, 5, 1))  # noqa: DTZ001 - cells have no zone
    book.put("entries", "public-notice", "expires", date(2024, 5, 25))
    book.put("entries", "labs-abroad", "owner", 88.0)
    book.sheets["phrasings"].append(["flats-parking", "zh", "=地下车库"])
    book.sheets["phrasings"].remove(["flats-parking", "zh", "停车位要钱吗"])
    book.sheets["phrasings"].append(["", "", ""])
    book.sheets["negatives"].append(["zh", "哪里理发"])
    columns = book.sheets["entries"][0]
    new = {"id": "new-talk", "file": "fresh.yaml", "title zh": "新", "title en": "New", "kind": "talk"}
    new |= {"answer zh": "新的。", "answer en": "New.", "related": "thanks, green-card"}
    book.sheets["entries"].append([new.get(column, "") for column in columns])
    book.sheets["phrasings"] += [["new-talk", "zh", "有什么新的"], ["new-talk", "EN", "Anything new"]]
    book.save()
    before = contents(pack)
    assert "Aborted" in jinyue("import", book.path, answer="n\n", status=1)
    assert contents(pack) == before
    shown = jinyue("import", book.path, answer="y\n")
    for line in (
        "added: 1\n  new-talk",
        "changed: 3",
        "removed: 0",
        "phrasings added: 3, removed: 1",
        "negatives added: 1",
    ):
        assert line in shown
    assert (pack / "entries" / "commented.yaml").read_text("utf-8") == COMMENTED.replace(
        "      - 停车位要钱吗\n", ""
    ).replace("自行车停哪里\n", "自行车停哪里\n      - =地下车库\n")
    entries = {one.id: one for one in build_pack(read_files(pack)).entries}
    assert entries["green-card"].answer.zh == "持绿卡可享\n九条通道。"
    assert entries["green-card"].as_of == "2026-05"
    assert entries["public-notice"].expires == date(2024, 5, 25)
    assert entries["labs-abroad"].owner == "88"
    assert entries["new-talk"].related == ("thanks", "green-card")
    old = before[Path("entries/all.yaml")].decode().splitlines()
    kept = [line for line in (pack / "entries" / "all.yaml").read_text("utf-8").splitlines() if line in old]
    assert len(kept) > len(old) - 35
    assert "all of this already" in jinyue("import", book.path)


def test_entries_move_and_go(jinyue, pack, book):
    book.put("entries", "flats-parking", "file", "all.yaml")
    book.sheets["entries"].pop(book.find("entries", "labs-abroad"))
    book.sheets["phrasings"] = [row for row in book.sheets["phrasings"] if row[0] != "labs-abroad"]
    book.save()
    assert "removed: 1\n  labs-abroad" in jinyue("import", book.path, "--yes")
    assert sorted(path.name for path in (pack / "entries").iterdir()) == ["all.yaml"]
    old = (SMALL / "entries" / "all.yaml").read_text("utf-8")
    begin, end = old.index("- id: labs-abroad"), old.index("- id: public-notice")
    assert (pack / "entries" / "all.yaml").read_text("utf-8").startswith(old[:begin] + old[end:].rstrip())


def test_a_cell_that_looks_like_a_formula_is_text(jinyue, pack, tmp_path):
    file = pack / "negatives.yaml"
    words = ["=1+1", "+86", "-5", "@SUM(A1)"]
    file.write_text(f"zh: {[*words, '天气']}\nen: [Weather]\n", "utf-8")
    jinyue("export", tmp_path / "pack.xlsx")
    rows = Book(tmp_path / "pack.xlsx").sheets["negatives"]
    assert [row[1] for row in rows[1:5]] == words
    import zipfile

    with zipfile.ZipFile(tmp_path / "pack.xlsx") as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet3.xml")
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
    before = contents(pack)
    jinyue("import", tmp_path / "pack.xlsx")
    assert contents(pack) == before


BAD = [
    ("entries", "green-card", "id", "Green Card", "id: is the text 'Green Card'; allowed: 3-40 characters"),
    ("entries", "green-card", "id", "thanks", "id: thanks is also the id of entries:"),
    ("entries", "green-card", "id", "", "id: is missing"),
    ("entries", "green-card", "file", "../up.yaml", "file: is the text '../up.yaml'; allowed: a file of entries/"),
    ("entries", "green-card", "title zh", "很" * 17, "title zh: is 17 characters long; allowed: zh: of 1-16"),
    ("entries", "green-card", "title en", "", "title en: is missing"),
    ("entries", "green-card", "kind", "truth", "kind: is the text 'truth'; allowed: fact, unknown, talk or action"),
    ("entries", "green-card", "intent", "fly", "intent: is the text 'fly'"),
    ("entries", "green-card", "answer en", "", "answer en: is missing"),
    ("entries", "green-card", "answer zh", "a\u200bb", "answer zh: holds the invisible character"),
    ("entries", "green-card", "source", "tv", "source: there is no source tv; allowed: a source of pack.yaml"),
    ("entries", "green-card", "quote", "", "quote: is missing"),
    ("entries", "green-card", "as_of", 3.5, "as_of: is the text '3.5'; allowed: YYYY-MM"),
    ("entries", "green-card", "as_of", "2024-13", "as_of: '2024-13' is not in the calendar"),
    ("entries", "green-card", "effective", "soon", "effective: 'soon' is not a date"),
    ("entries", "green-card", "expires", "2026-01-01", "is missing; allowed: zh: and en:, what is said"),
    ("entries", "green-card", "related", "nothing-here", "related: there is no entry nothing-here"),
    ("entries", "say-help", "answer zh", "我", "answer"),
    ("phrasings", "thanks", "entry", "thank", "entry: there is no entry thank; allowed: the id of a row"),
    ("phrasings", "thanks", "language", "fr", "language: is the text 'fr'; allowed: zh or en"),
    ("phrasings", "thanks", "language", "", "language: is empty"),
    ("phrasings", "thanks", "phrasing", "", "phrasing: is empty"),
    (
        "phrasings",
        "thanks",
        "phrasing",
        "房租贵不贵",
        "phrasing: '房租贵不贵' is also a phrasing of flats-rent (phrasings:",
    ),
    ("phrasings", "thanks", "phrasing", "天" * 201, "phrasing: is 201 characters long"),
    ("phrasings", "thanks", "phrasing", "推荐一部电影", "is also a negative (negatives:"),
    ("phrasings", "thanks", "phrasing", "???", "holds no letter"),
    ("negatives", "zh", "language", "de", "language: is the text 'de'"),
    ("negatives", "zh", "sentence", "x" * 201, "sentence: is 201 characters long"),
]


@pytest.mark.parametrize(("sheet", "start", "column", "value", "told"), BAD)
def test_a_bad_row_is_named_and_nothing_is_imported(jinyue, pack, book, sheet, start, column, value, told):
    line = book.put(sheet, start, column, value)
    book.put("entries", "flats-total", "answer zh", "改过了。")
    book.save()
    before = contents(pack)
    shown = jinyue("import", book.path, "--yes", status=2)
    # What two rows share is told where the second of them stands.
    named = [one for one in shown.splitlines() if told in one]
    assert named, shown
    assert named[0].startswith(f"{sheet}:{line}: ") or "is also " in told, shown
    assert contents(pack) == before


def test_a_menu_button_keeps_its_entry(jinyue, book):
    book.sheets["entries"].pop(book.find("entries", "join-mixer"))
    book.sheets["phrasings"] = [row for row in book.sheets["phrasings"] if row[0] != "join-mixer"]
    book.save()
    assert "pack.yaml:9: menu[2].entry: there is no entry join-mixer" in jinyue("import", book.path, status=2)


def test_what_is_no_such_spreadsheet_is_refused(jinyue, pack, book, tmp_path):
    before = contents(pack)
    no = tmp_path / "no.xlsx"
    assert "no.xlsx:1: file: can't be read (No such file" in jinyue("import", no, status=2)
    for content in (b"", b"id,title\n", b"PK\x03\x04broken", book.path.read_bytes()[:2000]):
        no.write_bytes(content)
        assert "can't be read" in jinyue("import", no, status=2)
    import zipfile

    with zipfile.ZipFile(no, "w") as parts:
        parts.writestr("hello.txt", "hello")
    assert "can't be read" in jinyue("import", no, status=2)
    with zipfile.ZipFile(no, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * 210_000_000)
    assert "too large" in jinyue("import", no, status=2)
    sheets = dict(book.sheets)
    del book.sheets["negatives"]
    book.save()
    assert "negatives:1: file: is not there" in jinyue("import", book.path, status=2)
    book.sheets = sheets | {"phrasings": []}
    book.save()
    assert "phrasings:1: language: is missing" in jinyue("import", book.path, status=2)
    book.sheets = sheets
    book.sheets["entries"][0][3] = "Title ZH"
    book.save()
    shown = jinyue("import", book.path, status=2)
    assert "entries:1: title en: is missing" in shown
    assert "entries:1: title zh: is there twice" in shown
    assert contents(pack) == before


def test_formulas_are_their_values_and_empty_rows_and_columns_more_do_no_harm(jinyue, pack, book):
    row = book.find("entries", "flats-parking")
    column = book.sheets["entries"][0].index("answer zh")
    book.sheets["entries"][row][column] = ("=A1", None, "有很多车位。")
    for sheet in book.sheets.values():
        sheet[0].append("note")
        sheet[1].append("mine")
        sheet.insert(1, [""] * 3)
    book.save()
    assert "changed: 1\n  flats-parking" in jinyue("import", book.path, "--yes")
    assert "有很多车位。" in (pack / "entries" / "commented.yaml").read_text("utf-8")


def test_a_place_that_cannot_be_written_is_named(jinyue, tmp_path):
    assert "nowhere" in jinyue("export", tmp_path / "nowhere" / "pack.xlsx", status=2)


def test_many_rows(jinyue, pack, book):
    book.sheets["negatives"] += [["en", f"sentence number {number}"] for number in range(12_000)]
    book.save()
    assert "negatives added: 12000, removed: 0" in jinyue("import", book.path, "--yes")
    assert len(build_pack(read_files(pack)).negatives.en) == 12_004
    book.sheets["negatives"] += [["en", f"{'a long sentence ' * 12}{number}"] for number in range(5000)]
    book.save()
    assert "negatives.yaml:1: file: would be" in jinyue("import", book.path, "--yes", status=2)
    book.sheets["negatives"] += [["", ""]] * 100_000 + [["en", "Far away"]]
    book.save()
    assert "negatives:100002: file: is too long" in jinyue("import", book.path, "--yes", status=2)
