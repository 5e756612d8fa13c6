"""The two languages say the same things, and the program says nothing that is not there."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot
import handlers
import locales
from locales import LANGUAGES, say_in

FOLDERS = {"zh": "zh-CN", "en": "en"}


class Variables(Visitor):
    def __init__(self):
        self.found = set()

    def visit_VariableReference(self, node):  # noqa: N802 - fluent's own name
        self.found.add(node.id.name)


def sentences(language):
    """The names of all sentences and what each must be given."""
    found = {}
    for path in Path(locales.__file__).parent.joinpath(FOLDERS[language]).glob("*.ftl"):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.found
    return found


def program():
    folders = [Path(room.__file__).parent for room in (bot, handlers)]
    return "\n".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))


def test_both_languages_have_the_same_sentences():
    assert sentences("zh").keys() == sentences("en").keys()


def test_a_sentence_is_given_the_same_in_both_languages():
    # A month is a number in Chinese and chosen among names in English; one sentence may leave out what another says.
    chinese, english = sentences("zh"), sentences("en")
    assert {name: given for name, given in chinese.items() if given != english[name]} == {
        name: given for name, given in chinese.items() if name == "date-day"
    }


def test_every_sentence_that_is_said_exists():
    said = set(re.findall(r"\bsay\(\s*[\"\']([a-z-]+)[\"\']", program()))
    assert said
    assert said <= sentences("zh").keys()


def test_no_sentence_is_left_over():
    code = program()
    # Names that are put together:
    made = {"command-", "web-", "language-", "consent-", "mine-", "button-change-", "ask-", "not-a-", "held-"}
    made |= {"status-", "done-", "book-not-a-", "book-ask-", "notice-", "alarm-", "word-", "sheet-", "wechat-menu-"}
    made |= {"state-", "channel-", "staff-review-", "staff-report-", "audience-", "report-col-"}
    made |= {"told-", "reason-", "run-", "upload-", "button-cancel", "button-recall", "button-doubt", "button-failed"}
    made |= {"button-pause", "button-resume", "button-empty-", "flat-", "band-", "children-", "import-"}
    made |= {"weekday", "month", "who"}  # parts of other sentences
    unused = [
        name
        for name in sentences("zh")
        if not re.search(f"[\"']{name}[\"']", code) and not name.startswith(tuple(made))
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_is_not_said(language):
    with pytest.raises(LookupError):
        say_in(language)("no-such-sentence")
    with pytest.raises(LookupError):
        say_in(language)("failed")
