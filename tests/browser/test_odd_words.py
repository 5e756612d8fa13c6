"""What people type is text, however long and whatever it pretends to be."""

from playwright.sync_api import expect

LONGEST = 4000
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "</div><style>body{display:none}</style><b>粗</b>",
    '<a href="javascript:alert(3)">点我</a> javascript:alert(4)',
    "'; DROP TABLE told; -- {{7*7}} ${7*7} %s %n",
    "\u202e倒过来\u202c\u200b\u2066<svg/onload=alert(5)>",
    "&lt;script&gt; &amp; &#60;",
)


def test_markup_is_shown_and_does_nothing(she):
    for words in HOSTILE:
        she.hears(words, "0519-86312399")
    she.reloads()
    said = she.sayings.locator(".text")
    assert [text.evaluate("text => text.textContent") for text in said.all()] == list(HOSTILE)
    expect(said.locator("*")).to_have_count(0)


def test_one_to_four_thousand_characters(she):
    counter, send = she.page.locator("#counter"), she.page.locator("#send")
    for nothing in ("", " \n "):
        she.types(nothing)
        expect(send).to_be_disabled()
        she.page.keyboard.press("Enter")
    she.types("字" * (LONGEST - 200))
    expect(counter).to_have_text("还可输入 200 字")
    she.types("字" * LONGEST + "😀")
    expect(counter).to_have_text("超出 1 字")
    expect(send).to_be_disabled()
    she.page.keyboard.press("Enter")
    expect(she.sayings).to_have_count(0)

    she.types("字" * (LONGEST - 1) + "😀")  # one character, though two units in JavaScript
    expect(counter).to_have_text("还可输入 0 字")
    she.presses(send)
    she.sees("太长")
    expect(she.sayings.locator(".tick.sent")).to_be_visible()
    expect(counter).to_be_empty()


def test_the_browser_refuses_what_is_not_ours(she):
    """The other tests' silence means something: what they would notice is noticed."""
    she.page.evaluate("""async () => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken"';
        document.body.append(script);
        const picture = new Image();
        const refused = new Promise(done => { picture.onerror = done; });
        picture.src = 'http://example.invalid/spy.png';
        document.body.append(picture);
        await refused;
    }""")
    expect(she.page).to_have_title("近悦")
    assert any("inline script" in line for line in she.complaints), she.complaints
    assert any("example.invalid" in line for line in she.complaints), she.complaints
    she.pardons("inline script", "example.invalid")
