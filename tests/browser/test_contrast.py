"""What is written can be read: at least 4.5:1 in light and dark (WCAG 1.4.3)."""

import re

import pytest
from playwright.sync_api import expect

ENOUGH = 4.5
READ = (
    "#name",
    "#subtitle",
    "#language",
    "#large",
    ".bot .text",
    ".bot .text small",
    ".bot .text a",
    ".me .text",
    ".buttons button span",
    ".thumb span",
    ".when",
    ".tick",
    "#text",
    "#text::placeholder",
    "#send",
    "#counter",
    "#toasts .toast",
    "#status",
)
COLOURS = """element => pseudo => {
  const colours = [getComputedStyle(element, pseudo).color];
  for (let node = element; node; node = node.parentElement) colours.push(getComputedStyle(node).backgroundColor);
  return colours;
}"""


def channels(colour):
    """Red, green, blue from 0 to 1, and opacity."""
    *shades, opacity = [*(float(part) for part in re.findall(r"[\d.]+", colour)), 1.0][:4]
    return [shade / 255 for shade in shades], opacity


def luminance(shades):
    """WCAG's relative luminance."""
    linear = [shade / 12.92 if shade <= 0.04045 else ((shade + 0.055) / 1.055) ** 2.4 for shade in shades]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour, backgrounds):
    """The ratio of a text's colour to the first background behind it that is not transparent."""
    behind = next(shades for shades, opacity in map(channels, backgrounds) if opacity > 0)
    low, high = sorted(luminance(shades) for shades in (channels(colour)[0], behind))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_computed_as_wcag_has_it():
    assert contrast("rgb(0, 0, 0)", ["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"]) == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", ["rgb(255, 255, 255)"]) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_that_is_read_can_be_read(arrives, scheme):
    she = arrives(color_scheme=scheme)
    she.opens_the_page()
    answer = she.hears("租金多少钱一个月", "没有写")
    she.presses(answer.locator(".thumb").first)
    she.is_told("很高兴帮到你")
    she.hears("人才公寓有多少套", "23248")
    she.presses(she.page.locator("#large"))  # pressed: the stronger of its two looks
    she.types("a" * 3999)
    expect(she.page.locator("#counter")).not_to_be_empty()
    she.page.locator("#status").evaluate("status => { status.textContent = '连接中…'; }")

    ratios = {}
    for selector in READ:
        name, _, pseudo = selector.partition("::")
        colour, *backgrounds = she.page.locator(name).last.evaluate(f"e => ({COLOURS})(e)({pseudo!r} && '::{pseudo}')")
        ratios[selector] = contrast(colour, backgrounds)
    assert {selector: ratio for selector, ratio in ratios.items() if ratio < ENOUGH} == {}
