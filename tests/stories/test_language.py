"""Two languages."""

from tests.driver.places import told_on

pytestmark = told_on()


async def test_one_word_switches_the_language(she, app):
    await she.hears("English", "I'll speak English")
    await she.hears("/start", "Hello, I'm Jinyue")
    await she.hears("人才公寓有多少套", "321 套")  # a question is answered in its own language
    await app.restart()
    await she.hears("/help", "I can:")

    await she.hears("中文", "用中文和你说话")
    await she.hears("/help", "我能帮你")


async def test_the_language_is_chosen_by_a_button(she):
    await she.hears("/language", "请选择语言")
    await she.taps("English")
    await she.sees("I'll speak English")
    await she.hears("/start", "Hello, I'm Jinyue")


async def test_who_speaks_english_is_greeted_in_english(app, channel):
    he = await app.person(channel, language="en")
    assert he.last.labels == ["Flats", "Green card", "Mixers"]
    await he.hears("😀", "Tell me in a sentence")
    await he.hears("What is the weather today", "I'd rather not guess")
