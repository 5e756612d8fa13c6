"""What the web server hands out besides the conversation."""

import re

import httpx
import pytest

from db import DatabaseUnavailable
from tests.driver.places import told_on


@pytest.fixture
async def browser(app):
    """Asks the running program over HTTP."""
    async with httpx.AsyncClient(base_url=app.address, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/page/chat.js", 200),
        ("/page/nothing.js", 404),
        ("/page/../settings.py", 404),
        ("/page/%2e%2e/settings.py", 404),
        ("/files/guessed/name.pdf", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 200),
        ("/nowhere", 404),
        ("/telegram", 404),
    ],
)
async def test_every_answer_has_the_safety_headers(browser, path, status):
    answer = await browser.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    if not path.startswith("/files"):
        assert "frame-ancestors 'self'" in policy
        assert "script-src 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers


async def test_the_page_may_be_embedded_where_it_is_allowed(app, configured):
    await app.stop()
    app.settings = configured(web_frame_ancestors="'self' https://www.wj.gov.cn")
    await app.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        policy = (await client.get(app.address)).headers["content-security-policy"]
    assert "frame-ancestors 'self' https://www.wj.gov.cn;" in policy


async def test_the_page_asks_nothing_of_other_hosts(browser):
    page = (await browser.get("/")).text
    parts = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert parts
    for part in parts:
        assert part.startswith(("/", "#", "data:", "page/"))
    for part in (part for part in parts if part.startswith(("/page/", "page/"))):
        assert (await browser.get(part)).status_code == 200
    assert not re.search(r"\son\w+=|<style|style=|<script>", page)  # the policy would forbid them


@told_on(("web",))
async def test_ready_says_what_is_well(browser, app, monkeypatch):
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True})

    async def gone(*_: object) -> None:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr("db.Database.reading", gone)
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": False})
    assert (await browser.get("/healthz")).status_code == 200
    monkeypatch.undo()


@told_on(("telegram",), postgres=())
async def test_ready_looks_at_telegram_too(browser, app, bot_api, she):
    assert (await browser.get("/readyz")).json() == {"database": True, "telegram": True}


async def test_the_figures_count_messages_and_name_nobody(browser, app, she):
    await she.hears("人才公寓有多少套", "321 套")
    await she.hears("今天天气怎么样", "没有把握")
    figures = (await browser.get("/metrics")).text
    for line in (
        'jinyue_incoming_total{channel="web",delivery="new"}',
        'jinyue_answered_total{channel="web",decision="answer"}',
        'jinyue_answered_total{channel="web",decision="refuse"}',
        'jinyue_outgoing_total{channel="web",method="sendMessage",outcome="sent"}',
        'jinyue_handling_seconds_count{channel="web"}',
    ):
        assert line in figures
    assert she.page.token not in figures
