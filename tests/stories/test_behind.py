"""What nobody should notice: failures, haste, a second delivery, a new pack."""

import asyncio
import re
import shutil

from bot.middlewares.meaning import Meaning
from bot.middlewares.pace import Pace
from knowledge import Knowledge
from tests.conftest import SMALL
from tests.driver import App
from tests.driver.places import told_on

ANSWERS = {
    "人才公寓有多少套": "321 套",
    "绿卡是什么": "八条通道",
    "湖畔公寓在哪里": "湖东路",
    "海外实验室有几家": "3 家",
    "房租多少": "报道没有写租金",
}


@told_on()
async def test_a_failure_is_apologised_for_and_goes_by(she, app, monkeypatch):
    understand = Knowledge.understand

    def fail_once(*_args, **_kwargs):
        monkeypatch.setattr(Knowledge, "understand", understand)
        raise ZeroDivisionError("made to fail")

    monkeypatch.setattr(Knowledge, "understand", fail_once)
    apology = await she.hears("人才公寓有多少套", "抱歉")
    [reference] = re.findall(r"[0-9A-F]{8}", apology.text)

    [failed] = app.log.of("message_failed")
    assert failed["reference"] == reference
    assert failed["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert "人才公寓有多少套" not in app.log.text
    [row] = [row for row in await app.rows("incoming") if row["failure"]]
    assert row["failure"] == reference
    assert row["payload"]["message"]["text"] == "人才公寓有多少套"

    await she.hears("人才公寓有多少套", "321 套")
    await app.restart()
    await she.sees_nothing_new()  # a message that failed is not tried for ever


@told_on(("web", "telegram"))
async def test_haste_is_answered_once_then_not_at_all_then_again(app, channel, configured, log, monkeypatch):
    clock = 1000.0
    monkeypatch.setattr("bot.assembly.Pace", lambda per_minute: Pace(per_minute, clock=lambda: clock))
    await app.stop()
    app.settings = configured(throttle_per_minute=3)
    await app.start()
    she = await app.person(channel)
    he = await app.person(channel)
    await she.hears("绿卡是什么", "八条通道")
    await she.hears("绿卡是什么", "八条通道")

    await she.hears("绿卡是什么", "太快")
    await she.says("绿卡是什么")
    await she.says("绿卡是什么")
    await she.sees_nothing_new()
    await he.hears("绿卡是什么", "八条通道")

    clock += 61
    await she.hears("绿卡是什么", "八条通道")


@told_on(("web", "telegram"))
async def test_one_slow_answer_holds_nobody_else_up(app, channel, monkeypatch):
    she, he = await app.person(channel), await app.person(channel)
    attend, gate = Meaning.__call__, asyncio.Event()

    async def slowly(self, handler, event, data):
        if event.message is not None and event.message.text == "海外实验室有几家":
            await gate.wait()
        return await attend(self, handler, event, data)

    monkeypatch.setattr(Meaning, "__call__", slowly)
    await she.says("海外实验室有几家")
    await she.says("绿卡是什么")
    for question in ("人才公寓有多少套", "湖畔公寓在哪里"):
        await he.says(question)
        await he.sees(ANSWERS[question])
    assert len(she.seen) == 1

    gate.set()
    await she.sees("八条通道")
    assert "3 家" in she.seen[-2].text


@told_on()
async def test_answers_come_in_the_order_of_the_questions(she):
    before = len(she.seen)
    for question in ANSWERS:
        await she.says(question)
    await she.quiet()
    await she.sees("报道没有写租金")
    told = [message.text for message in she.seen[before:]]
    assert len(told) == len(ANSWERS)
    assert all(answer in text for answer, text in zip(ANSWERS.values(), told, strict=True))


@told_on(("web",))
async def test_a_message_sent_again_is_answered_once(she):
    await she.says("绿卡是什么", "one-and-the-same")
    await she.sees("八条通道")
    await she.says("绿卡是什么", "one-and-the-same")
    await she.sees_nothing_new()
    await she.comes_back()
    await she.says("绿卡是什么", "one-and-the-same")
    await she.sees_nothing_new()


@told_on(("web", "telegram"))
async def test_a_forged_or_old_button_is_answered_calmly(she, app):
    for data in ("x", ":", "ask:zh:no-such-entry", "ask:zh", "ask", "book:42:confirm", "公寓", "\x00"):
        await she.taps_data(she.last.id, data)
        await she.is_told("过期")
    await she.sees_nothing_new()
    app.log.stays_calm()


@told_on(("web", "telegram"))
async def test_only_ones_own_answers_can_be_rated(app, channel):
    she, he = await app.person(channel), await app.person(channel)
    await she.hears("人才公寓有多少套", "321 套")
    [hers] = [data for label, data in she.last.buttons.items() if "👍" in label]
    for data in (hers, "good:zh:999999999:flats-total", "good:zh:-1:x", f"bad:zh:{'9' * 30}:x", "bad:zh", "good:en:1"):
        await he.taps_data(he.last.id, data)
        await he.is_told("过了时候" if ":zh" in data else "too old")
    await he.sees_nothing_new()
    assert await app.rows("feedback") == []
    app.log.stays_calm()


@told_on(["web", "telegram", "terminal"], postgres=())
async def test_a_new_pack_is_taken_up_and_a_wrong_one_is_not(tmp_path, configured, log, channel, app):
    folder = tmp_path / "pack"
    shutil.copytree(SMALL, folder)
    await app.stop()
    other = App(configured(pack=str(folder)), log, app.telegram)
    await other.start()
    try:
        she = await other.person(channel)
        entries = folder / "entries" / "all.yaml"
        right = entries.read_text("utf-8")
        entries.write_text(right.replace("321", "654"), "utf-8")
        assert (await other.reload())["event"] == "pack_reloaded"
        await she.hears("人才公寓有多少套", "654 套")

        entries.write_text(right.replace("kind: talk", "kind: chatter"), "utf-8")
        refused = await other.reload()
        assert refused["event"] == "pack_refused"
        assert "all.yaml" in refused["problems"]
        await she.hears("人才公寓有多少套", "654 套")
    finally:
        await other.close()
