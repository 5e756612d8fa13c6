"""Files handed in on the page: spreadsheets, whole, from staff. All else is refused with a clear sentence."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest

from db.files import forget_files_before
from tests.driver.office import lecture_sheet
from tests.driver.places import told_on

BOTH = told_on(["web"], postgres=["web"])
ZIP = b"PK\x03\x04"
LARGEST = 5_000_000


@pytest.fixture
async def http(app):
    async with httpx.AsyncClient(base_url=app.address, trust_env=False) as client:
        yield client


async def hands_in(http, person, content, *, name="表.xlsx", number="f1", **headers):
    """What the page does with a file."""
    given = {
        "Authorization": f"Bearer {person.page.token if person else ''}",
        "X-File-Name": quote(name),
        "X-File-Id": number,
        "Accept-Language": "zh-CN",
        "Sec-Fetch-Site": "same-origin",
    }
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    return await http.post("/upload", content=content, headers=given)


@BOTH
async def test_offerings_come_back_as_a_sheet_on_the_page(she, app, http, colleague, tmp_path):
    staff = await colleague("小李")
    await staff.says("/staff")
    await staff.sees("没有人报名")
    await staff.taps("活动和时间表")
    await staff.sees("改好后把表格发到这里")
    path, _ = lecture_sheet(tmp_path, ends="20:00")
    answer = await hands_in(http, staff, path.read_bytes(), name="../十二月 表.xlsx")
    assert answer.status_code == 200
    assert "offerings: lecture" in (await staff.sees("还没有生效")).text
    [mine] = [message for message in staff.mine if message["file"]]
    assert (mine["id"], mine["client"], mine["file"]["name"]) == (answer.json()["message"], "f1", "十二月 表.xlsx")
    assert (await http.get(mine["file"]["url"])).content == path.read_bytes()
    [kept] = [row for row in await app.rows("file") if row["name"] == "十二月 表.xlsx"]
    assert not bytes(kept["content"]).startswith(ZIP)  # encrypted
    again = await hands_in(http, staff, path.read_bytes(), name="十二月 表.xlsx")  # the answer was lost
    assert again.json() == answer.json()
    await staff.taps("确认导入")
    await staff.sees("改好了")
    assert "lecture" in {row["key"] for row in await app.rows("offering")}
    assert "讲座" in (await she.hears("最近有什么活动", "接下来")).text


@BOTH
async def test_a_sheet_that_is_none_inside_changes_nothing(she, http, colleague):
    staff = await colleague("小李")
    await staff.taps_data(0, "soffer:zh")
    await staff.sees("改好后把表格发到这里")
    assert (await hands_in(http, staff, ZIP + b"no sheet")).status_code == 200
    await staff.sees("什么都没有改")


@BOTH
async def test_only_staff_are_told_that_they_may_and_may(she, app, http, colleague):
    staff = await colleague("小李")
    assert (await she.page.open())["upload"] == 0
    assert (await staff.page.open())["upload"] == LARGEST
    answer = await hands_in(http, she, ZIP)
    assert (answer.status_code, answer.json()["error"]) == (403, "not_staff")
    assert "只收工作人员" in answer.json()["text"]
    assert await app.rows("file") == []


WRONG = {
    "a stranger's token": ({"Authorization": "Bearer " + "x" * 43}, 401, "stranger"),
    "no token": ({"Authorization": ""}, 401, "stranger"),
    "another site": ({"Sec_Fetch_Site": "cross-site"}, 403, "elsewhere"),
    "another name": ({"name": "表.exe"}, 415, "no_sheet"),
    "no name": ({"name": ""}, 415, "no_sheet"),
    "not a zip inside": ({"content": b"GIF89a"}, 415, "no_sheet"),
    "nothing": ({"content": b""}, 415, "no_sheet"),
    "too large": ({"content": ZIP.ljust(LARGEST + 1)}, 413, "too_large"),
    "an id that is none": ({"number": "no id!"}, 400, "bad_request"),
}


@pytest.mark.parametrize("wrong", WRONG)
@told_on(["web"], postgres=())
async def test_what_is_wrong_is_said_and_nothing_is_written_down(app, http, colleague, wrong):
    staff = await colleague("小李")
    given, status, code = WRONG[wrong]
    before = len(await app.rows("incoming"))
    answer = await hands_in(http, staff, **{"content": ZIP, **given})
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["text"]
    english = await hands_in(http, staff, **{"content": ZIP, **given, "Accept_Language": "en"})
    assert english.json()["text"].isascii()
    assert (len(await app.rows("incoming")), await app.rows("file")) == (before, [])
    app.log.stays_calm()


@told_on(["web"], postgres=())
async def test_what_hides_its_length_is_not_read_to_its_end(app, http, colleague):
    staff = await colleague("小李")
    read = 0

    async def endless():
        nonlocal read
        yield ZIP
        while read < 20 * LARGEST:
            read += 65536
            yield bytes(65536)

    try:
        answer = await hands_in(http, staff, endless())
        assert answer.status_code == 413
    except httpx.TransportError:  # the server hung up in the middle
        pass
    assert read < 20 * LARGEST
    assert await app.rows("file") == []


@told_on(["web"], postgres=())
async def test_nobody_sends_files_without_end(app, http, colleague):
    staff = await colleague("小李")
    codes = [(await hands_in(http, staff, b"x", number=f"n{number}")).status_code for number in range(12)]
    assert codes == [415] * 10 + [429] * 2


@told_on(["web"], postgres=())
async def test_a_file_that_nobody_asked_for_is_answered_in_words(app, http, colleague):
    staff = await colleague("小李")
    seen = len(staff.seen)
    assert (await hands_in(http, staff, ZIP)).status_code == 200
    await staff.quiet()
    assert len(staff.seen) == seen + 1
    app.log.stays_calm()


@told_on(["web"], postgres=())
async def test_a_sheet_that_is_not_kept_any_more_is_asked_for_again(app, http, office, colleague, tmp_path):
    staff = await colleague("小李")
    await staff.taps_data(0, "soffer:zh")
    await staff.sees("改好后把表格发到这里")
    path = tmp_path / "sheet.xlsx"
    [shown] = [row["body"]["file"] for row in await app.rows("message") if row["body"].get("file")]
    path.write_bytes((await http.get(shown["url"])).content)
    await hands_in(http, staff, path.read_bytes())
    await staff.quiet()
    later = datetime.now(UTC) + timedelta(days=2)
    await office.run(forget_files_before, moment=datetime.now(UTC) - timedelta(days=9), now=later)
    await staff.taps_data(0, "simport:zh")
    await staff.sees("再发一次")
