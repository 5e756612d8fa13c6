"""Makes the picture of the page in the documents: ``python -m tests.browser.pictures docs/page.png``.

A real conversation with the real program and pack, on a phone, in light and in dark, side by side.
"""

import base64
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, expect

from tests.browser.program import Program
from tests.browser.visitor import SIZES, Visitor, running_chromium

SHARPNESS: Final = 2
"""Pixels of the picture for each of the page."""
ASKED: Final = {
    "light": ("你们有多少套人才公寓？",),
    "dark": ("你们有多少套人才公寓？", "租金多少钱一个月？"),
}
FRAME: Final = """<!doctype html><style>
  body {{ display: flex; gap: 32px; width: max-content; margin: 0; padding: 24px; background: #fff; }}
  img {{ width: 390px; height: 844px; border: 1px solid #ccc; border-radius: 24px; }}
</style>{images}"""


def photograph(browser: Browser, program: Program, scheme: str, asked: tuple[str, ...]) -> bytes:
    """The phone's screen after a conversation, as PNG."""
    device = SIZES["phone"] | {"device_scale_factor": SHARPNESS, "color_scheme": scheme}
    with browser.new_context(**device, locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        she = Visitor(context, program.address, touch=True)
        she.opens_the_page()
        for question in asked:
            she.types(question)
            she.page.keyboard.press("Enter")
            expect(she.sayings.last.locator(".tick.sent")).to_be_visible()
            she.sees("2024 年")
        expect(she.answers).to_have_count(1 + len(asked))
        she.page.locator("#text").blur()
        return she.page.screenshot()


def side_by_side(browser: Browser, pictures: list[bytes], *, sharpness: int = SHARPNESS) -> bytes:
    """One picture of several, as PNG."""
    shown = "".join(f'<img src="data:image/png;base64,{base64.b64encode(one).decode()}">' for one in pictures)
    with browser.new_context(device_scale_factor=sharpness) as context:
        page = context.new_page()
        page.set_content(FRAME.format(images=shown))
        return page.locator("body").screenshot()


def main(target: Path) -> None:
    """Write the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Program(Path(folder), Path(folder)) as program,
        running_chromium() as browser,
    ):
        phones = [photograph(browser, program, scheme, asked) for scheme, asked in ASKED.items()]
        target.write_bytes(side_by_side(browser, phones))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
