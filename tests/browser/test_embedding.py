"""The page inside another site's, when the office allows that site and when it does not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.program import Program

SIBLING = "127.0.0.1"
"""Another origin than the program's, but the same site, as www.example.gov.cn is for bot.example.gov.cn."""
FOREIGN = "localhost"


def frame_of(address: str) -> str:
    return f'<!doctype html><title>City</title><iframe src="{address}" width="360" height="560"></iframe>'


@pytest.fixture(scope="module")
def city_site() -> Iterator[tuple[ThreadingHTTPServer, dict[str, str]]]:
    """Another site: a server, and the pages that it has."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        yield server, pages
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def embedded(city_site, tmp_path_factory, data_dir) -> Iterator[Program]:
    """The program, which lets the other site embed its page; the site has the page in a frame."""
    server, pages = city_site
    sites = " ".join(f"http://{host}:{server.server_port}" for host in (SIBLING, FOREIGN))
    with Program(tmp_path_factory.mktemp("embedded"), data_dir, WEB_FRAME_ANCESTORS=sites) as program:
        pages["/"] = frame_of(f"{program.address}/?lang=en")
        yield program
        assert program.complaints == []


@pytest.mark.parametrize(("host", "remembers"), [(SIBLING, True), (FOREIGN, False)], ids=["sibling", "foreign"])
def test_a_site_that_may_embed_the_page(browser, city_site, embedded, host, remembers):
    """A foreign site's frame may store nothing in a private window: there the page forgets, and works all the same."""
    server, _ = city_site
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"http://{host}:{server.server_port}/")
        chat = page.frame_locator("iframe")
        expect(chat.locator("article.bot")).to_contain_text("Hello")
        chat.locator("#text").fill("How many talent apartments are there?")
        chat.locator("#send").click()
        expect(chat.locator("article.bot").last).to_contain_text("23,248")
        assert chat.locator("html").evaluate("view => view.scrollWidth <= view.clientWidth")
        page.reload()
        expect(chat.locator("article.bot")).to_have_count(2 if remembers else 1)


def test_no_other_site_may_until_it_is_named(browser, city_site, program):
    server, pages = city_site
    pages["/unnamed"] = frame_of(program.address)
    with browser.new_context() as context:
        page = context.new_page()
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.goto(f"http://{SIBLING}:{server.server_port}/unnamed")
        expect(page.frame_locator("iframe").locator("#text")).to_have_count(0)
