"""A right pack is read as it was written; a wrong one is refused with everything that is wrong, each at its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge import Knowledge, PackError

Complaints = Callable[[], list[str]]
NEWCOMER = """\
- id: newcomer
  title: {zh: 新条目, en: New entry}
  kind: unknown
  phrasings:
    zh: [问题甲, 问题乙, 问题丙]
    en: [question one, question two]
  answer: {zh: 不知道。, en: Not stated.}
  source: newspaper
  as_of: 2024-05
"""


def test_a_pack_is_read_as_written(small: Knowledge) -> None:
    pack = small.pack
    assert (pack.id, pack.name.en, pack.zone, pack.phone) == ("testing", "Testing", "Asia/Shanghai", "0519-86312399")
    assert [entry.id for entry in pack.entries][:2] == ["apartments-total", "incubators"]
    assert pack.sources["newspaper"].as_of == "2024-05"
    assert pack.menu[0].entry == "apartments-total"
    entry = small.entry("incubators")
    assert entry is not None
    assert (entry.kind, entry.intent, entry.as_of, entry.related) == (
        "fact",
        "faq",
        "2024-05-20",
        ("apartments-total",),
    )
    assert small.entry("nobody") is None


def test_nothing_of_a_pack_can_be_changed(small: Knowledge) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        small.pack.entries[0].kind = "talk"  # type: ignore[misc]


def test_an_entry_expires_on_its_day(small: Knowledge) -> None:
    notice = small.entry("notice")
    assert notice is not None
    assert not notice.expired(date(2024, 5, 23))
    assert notice.expired(date(2024, 5, 24))
    endless = small.entry("apartments-total")
    assert endless is not None
    assert not endless.expired(date.max)


@pytest.mark.parametrize(
    ("line", "wrong", "problem"),
    [
        (
            1,
            "- id: New_Comer",
            "[0].id: is the text 'New_Comer'; allowed: 3-40 characters: a-z, 0-9 and single hyphens",
        ),
        (1, "- id: incubators", "[0].id: incubators is also the id of entries/all.yaml:11; allowed: an id of its own"),
        (1, "- id: newcomer\n  colour: red", "[0].colour: is not a field; allowed: the fields id, title, kind,"),
        (1, "- id: newcomer\n  id: newcomer", "[0].id: is there twice; allowed: once"),
        (1, "- id: newcomer\n  related: [nobody]", "[0].related[0]: there is no entry nobody; allowed: the id of an"),
        (1, "- id: newcomer\n  related: [newcomer]", "[0].related[0]: is the entry itself; allowed: the id of another"),
        (
            1,
            "- id: newcomer\n  related: [aaa, bbb, ccc, ddd]",
            "[0].related: has 4 of them; allowed: a list of up to 3",
        ),
        (1, "- id: newcomer\n  owner: ''", "[0].owner: is empty; allowed: 1-2000 characters"),
        (2, "  title: {zh: 新条目}", "[0].title.en: is missing; allowed: zh: of 1-16 characters, en: of 1-40"),
        (2, f"  title: {{zh: {'长' * 17}, en: New}}", "[0].title.zh: is 17 characters long; allowed: zh: of 1-16"),
        (2, f"  title: {{zh: 新, en: {'x' * 41}}}", "[0].title.en: is 41 characters long; allowed: zh: of 1-16"),
        (2, "  title: 新条目", "[0].title: is the text '新条目'; allowed: zh: of 1-16"),
        (3, "  kind: rumour", "[0].kind: is the text 'rumour'; allowed: fact, unknown, talk or action"),
        (3, "  kind: fact", "[0].quote: is missing; allowed: the source's own words"),
        (3, "  kind: action", "[0].intent: is faq in an action; allowed: one of: book_viewing,"),
        (3, "  kind: action\n  intent: greeting", "[0].answer: is there in an action; allowed: none: a handler speaks"),
        (3, "  kind: unknown\n  intent: greeting", "[0].intent: is greeting in an entry of kind unknown; allowed: faq"),
        (
            3,
            "  kind: unknown\n  intent: dance",
            "[0].intent: is the text 'dance'; allowed: faq, or for kind talk or action one of",
        ),
        (5, "    zh: [问题甲, 问题乙]", "[0].phrasings: are 4; allowed: at least 5 over both languages"),
        (5, "    zh: [问题甲, 问题乙, [丙]]", "[0].phrasings.zh[2]: is a list; allowed: a list of 1-200 sentences"),
        (
            5,
            "    zh: [问题甲, 问题乙, 德國有離岸孵化器嗎?]",
            "[0].phrasings.zh[2]: '德國有離岸孵化器嗎?' is also a phrasing of",
        ),
        (5, "    zh: [问题甲, 问题乙, '今天天气怎么样?']", "[0].phrasings.zh[2]: '今天天气怎么样?' is also a negative"),
        (
            5,
            "    zh: [问题甲, 问题乙, '?!']",
            "[0].phrasings.zh[2]: '?!' holds no letter, character or digit; allowed: words",
        ),
        (
            5,
            '    zh: [问题甲, 问题乙, "问\\u200b题"]',
            "[0].phrasings.zh[2]: holds the invisible character U+200B; allowed",
        ),
        (6, "    fr: [question]", "[0].phrasings.fr: is not a field; allowed: the fields zh, en"),
        (
            7,
            "  answer: {zh: 不知道。, en: Not stated., de: Nein}",
            "[0].answer.de: is not a field; allowed: the fields zh, en",
        ),
        (7, "  answer:", "[0].answer: is missing; allowed: zh: and en:, the words of the answer"),
        (8, "  source: rumours", "[0].source: there is no source rumours; allowed: a source of pack.yaml: newspaper"),
        (8, "  source:", "[0].source: is missing; allowed: the id of a source in pack.yaml"),
        (9, "  as_of: May 2024", "[0].as_of: is the text 'May 2024'; allowed: YYYY-MM or YYYY-MM-DD"),
        (9, "  as_of: 2024-13", "[0].as_of: '2024-13' is not in the calendar; allowed: YYYY-MM or YYYY-MM-DD"),
        (9, "  as_of: 2024-05\n  expires: 20240524", "[0].expires: '20240524' is not a date; allowed: YYYY-MM-DD"),
        (
            9,
            "  as_of: 2024-05\n  effective: 2024-02-30",
            "[0].effective: is the text '2024-02-30'; allowed: YYYY-MM-DD",
        ),
        (
            9,
            "  as_of: 2024-05\n  expires: 2024-05-24",
            "[0].expired_answer: is missing; allowed: zh: and en:, what is said",
        ),
        (9, "  as_of: 2024-05\n  expired_answer: {zh: 完, en: Over}", "[0].expired_answer: is there without expires"),
        (
            9,
            "  as_of: 2024-05\n  effective: 2024-06-01\n  expires: 2024-05-24\n  expired_answer: {zh: 完, en: Over}",
            "[0].expires: is not after effective; allowed: a day after 2024-06-01",
        ),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(
    folder: Path, complaints: Complaints, line: int, wrong: str, problem: str
) -> None:
    lines = NEWCOMER.splitlines()
    lines[line - 1] = wrong
    (folder / "entries" / "new.yaml").write_text("\n".join(lines), "utf-8")
    # A field that was added stands below the line that was replaced; one that is missing is told at its entry.
    field = problem.partition(":")[0].split(".")[1].split("[")[0]
    at = next((number for number, text in enumerate("\n".join(lines).splitlines(), 1) if f"{field}:" in text), 1)
    if "is there twice" in problem:
        at += 1
    if "phrasings" in problem and "are 4" not in problem:
        at = line
    assert any(told.startswith(f"entries/new.yaml:{at}: {problem}") for told in complaints()), complaints()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: testing", "", "pack.yaml:2: id: is missing; allowed: 3-40 characters"),
        (
            "zone: Asia/Shanghai",
            "zone: Mars/Base",
            "pack.yaml:3: zone: 'Mars/Base' is not a time zone; allowed: a name",
        ),
        (
            "phone: 0519-86312399",
            "phone: ring us",
            "pack.yaml:5: phone: is the text 'ring us'; allowed: digits, spaces",
        ),
        (
            "entry: apartments-total",
            "entry: nobody",
            "pack.yaml:7: menu[0].entry: there is no entry nobody; allowed: the",
        ),
        ("label: {zh: 公寓, en: Flats}, ", "", "pack.yaml:7: menu[0].label: is missing; allowed: zh: and en:"),
        (
            "    as_of: 2024-05",
            "    as_of: spring",
            "pack.yaml:11: sources.newspaper.as_of: is the text 'spring'; allowed:",
        ),
        (
            "sources:",
            "colour: red\nsources:",
            "pack.yaml:8: colour: is not a field; allowed: the fields id, name, zone,",
        ),
        (
            "    as_of: 2024-05",
            "    year: 2024",
            "pack.yaml:11: sources.newspaper.year: is not a field; allowed: the fields",
        ),
        ("phone: 0519-86312399", "phone: 0519-86312399\nentries: []", "pack.yaml:6: entries: is not a field; allowed"),
    ],
)
def test_a_wrong_head_is_told_with_its_line(
    folder: Path, complaints: Complaints, old: str, new: str, problem: str
) -> None:
    head = (folder / "pack.yaml").read_text("utf-8")
    assert old in head
    (folder / "pack.yaml").write_text(head.replace(old, new, 1), "utf-8")
    assert any(told.startswith(problem) for told in complaints()), complaints()


def test_more_than_six_buttons_are_refused(folder: Path, complaints: Complaints) -> None:
    head = (folder / "pack.yaml").read_text("utf-8")
    button = "  - {label: {zh: 公寓, en: Flats}, entry: apartments-total}\n"
    (folder / "pack.yaml").write_text(head.replace(button, button * 7), "utf-8")
    assert complaints() == [
        "pack.yaml:6: menu: has 7 of them; allowed: a list of up to 6 buttons, each {label: {zh: …, en: …}, entry: id}"
    ]


def test_everything_that_is_wrong_is_told_at_once(folder: Path, complaints: Complaints) -> None:
    entry = NEWCOMER.replace("kind: unknown", "kind: fact").replace("as_of: 2024-05", "as_of: soon")
    (folder / "entries" / "new.yaml").write_text(entry + NEWCOMER.replace("问题", "疑问"), "utf-8")
    (folder / "entries" / "other.yaml").write_text("- id: [", "utf-8")
    (folder / "negatives.yaml").write_text("zh: [1, {}]\nfr: []\n", "utf-8")
    told = [problem.rpartition("; ")[0] for problem in complaints()]
    assert told == [
        "entries/new.yaml:1: [0].quote: is missing",
        "entries/new.yaml:9: [0].as_of: is the text 'soon'",
        "entries/new.yaml:15: [1].phrasings.en[0]: 'question one' is also a phrasing of newcomer (entries/new.yaml:6)",
        "entries/new.yaml:15: [1].phrasings.en[1]: 'question two' is also a phrasing of newcomer (entries/new.yaml:6)",
        "entries/other.yaml:1: file: is not YAML: did not find expected node content",
        "negatives.yaml:1: zh[1]: is a mapping",
        "negatives.yaml:2: fr: is not a field",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1: file: is not a list"),
        (b"~", "1: file: is not a list"),
        (b"hello", "1: file: is not a list"),
        (b"[]", "1: file: is not a list"),
        (b"- id: a\n  title: b\n\tkind: c", "3: file: is not YAML: found a tab character that violates indentation"),
        (b"- id: a\n- 'b", "2: file: is not YAML: found unexpected end of stream"),
        (b"\n\n- a: b: c", "3: file: is not YAML: mapping values are not allowed in this context"),
        (b"- a\n---\n- b", "2: file: holds a second document"),
        (b"a: &a [x]\nb: [*a, *a]", "2: b[0]: is an alias (*a)"),
        (b"&a [*a]", "1: [0]: is an alias (*a)"),
        (
            b"- !!python/object/apply:os.getcwd []",
            "1: [0]: has the tag tag:yaml.org,2002:python/object/apply:os.getcwd",
        ),
        (b"- !!binary aGk=", "1: [0]: has the tag tag:yaml.org,2002:binary"),
        (b"[" * 300_000, "1: file: is not YAML: exceeded maximum nesting depth"),
        (b"[" * 500, "1: [0][0][0]: is nested too deeply"),
        (b"- " * 500, "1: [0][0][0]: is nested too deeply"),
        (b"{a: " * 500, "1: a.a.a: is nested too deeply"),
        (b"- {[a]: b}", "1: [0]: has a key that is not a plain word"),
        (b"# \xe4\xba\xba\n- \xff", "2: file: byte 0xff is not UTF-8"),
        ("- id: 人".encode("utf-16"), "1: file: byte 0xff is not UTF-8"),
        ("- id: 人".encode("gb18030"), "1: file: byte 0xc8 is not UTF-8"),
        (b"- a\n- \x00", "2: file: is not YAML: control characters are not allowed"),
        (b"#" * 1_000_001, "1: file: is 1000001 bytes long"),
        (b'- "\\ud800"', "1: file: is not YAML: found invalid Unicode character escape code"),
    ],
)
def test_hostile_yaml_is_refused_calmly(folder: Path, complaints: Complaints, content: bytes, problem: str) -> None:
    (folder / "entries" / "new.yaml").write_bytes(content)
    assert any(told.startswith(f"entries/new.yaml:{problem}") for told in complaints()), complaints()
    for name in ("pack.yaml", "negatives.yaml"):
        kept = (folder / name).read_bytes()
        (folder / name).write_bytes(content)
        assert complaints()
        (folder / name).write_bytes(kept)


def test_a_missing_head_is_told(folder: Path, complaints: Complaints) -> None:
    (folder / "pack.yaml").unlink()
    assert complaints() == ["pack.yaml:1: file: is missing; allowed: a readable YAML file"]


def test_a_pack_without_entries_is_told(folder: Path, complaints: Complaints) -> None:
    (folder / "entries" / "all.yaml").unlink()
    assert complaints() == ["entries:1: file: has no *.yaml file; allowed: at least one file with a list of entries"]


def test_a_folder_in_place_of_a_file_is_told(folder: Path, complaints: Complaints) -> None:
    (folder / "negatives.yaml").unlink()
    (folder / "negatives.yaml").mkdir()
    assert complaints() == ["negatives.yaml:1: file: can't be read (Is a directory); allowed: a readable YAML file"]


def test_no_folder_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"pack\.yaml:1: file: is missing"):
        Knowledge.load(tmp_path / "nowhere")


def test_negatives_may_be_left_out(folder: Path) -> None:
    (folder / "negatives.yaml").unlink()
    assert Knowledge.load(folder).pack.negatives.zh == ()
