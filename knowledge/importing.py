"""Bringing a spreadsheet back into a pack's files, and touching in them only what it changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.editing import add_sentences, drop_sentences, render, replace_entries
from knowledge.problems import PackError, Problem
from knowledge.reading import MAX_BYTES, read_yaml
from knowledge.spreadsheet import ENTRIES, read_spreadsheet
from knowledge.validation import HEAD, NEGATIVES, assemble, build_pack, read_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from knowledge.pack import Entry, Negatives, Pack, Phrasings

_FILE = re.compile(r"[\w-]{1,60}\.yaml")
_LANGUAGES = ("zh", "en")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Import:
    """What a spreadsheet would change, and the files that would be written (None: taken away)."""

    files: dict[str, bytes | None]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    phrasings_added: int
    phrasings_removed: int
    negatives_added: int
    negatives_removed: int


def files_of(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return in which file of entries/ each entry stands, by its id."""
    found: dict[str, str] = {}
    for name, content in contents.items():
        if name.startswith("entries/"):
            data: Any = read_yaml(content, name).data
            found |= {one["id"]: name.removeprefix("entries/") for one in data}
    return found


def plan_import(folder: Path, spreadsheet: Path) -> Import:
    """Say what a spreadsheet would change in a pack. The order of rows is no change.

    Raises PackError: with sheet, row, column, what is wrong and what is allowed, for every problem of the spreadsheet.
    """
    contents = read_files(folder)
    now = build_pack(contents)
    meant, files = _read(spreadsheet, contents)
    fresh = dict(_written(now, meant, files_of(contents), files, contents))
    refused = _negatives_written(contents.get(NEGATIVES), now.negatives, meant.negatives)
    if refused != contents.get(NEGATIVES):
        fresh[NEGATIVES] = refused
    _require_meant(contents, fresh, meant)
    before, after = {one.id: one for one in now.entries}, {one.id: one for one in meant.entries}
    said, will_say = _sentences(now), _sentences(meant)
    negatives, will_refuse = _lines(now.negatives), _lines(meant.negatives)
    return Import(
        fresh,
        tuple(name for name in after if name not in before),
        tuple(name for name in after if name in before and _facts(after[name]) != _facts(before[name])),
        tuple(name for name in before if name not in after),
        len(will_say - said),
        len(said - will_say),
        len(will_refuse - negatives),
        len(negatives - will_refuse),
    )


def _read(spreadsheet: Path, contents: Mapping[str, bytes]) -> tuple[Pack, dict[str, str]]:
    sheets = read_spreadsheet(spreadsheet)
    there = files_of(contents)
    for number, one in enumerate(sheets.entries.data if isinstance(sheets.entries.data, list) else ()):
        name = one.get("id", "")
        file = sheets.files[name] = sheets.files.get(name) or there.get(name, "")
        if name and not _FILE.fullmatch(file):
            row = sheets.entries.cells[number,][1]
            known = ", ".join(sorted(set(there.values())))
            what = f"is the text {file[:60]!r}" if file else "is empty"
            allowed = f"a file of entries/ ({known}), or a new name ending in .yaml"
            sheets.entries.problems.append(Problem(ENTRIES, row, "file", what, allowed))
    documents = {HEAD: read_yaml(contents[HEAD], HEAD), NEGATIVES: sheets.negatives, ENTRIES: sheets.entries}
    return assemble(documents), sheets.files


def _written(
    now: Pack, meant: Pack, there: Mapping[str, str], files: Mapping[str, str], contents: Mapping[str, bytes]
) -> list[tuple[str, bytes | None]]:
    """Return the files of entries that differ, as they would be."""
    before, after = {one.id: one for one in now.entries}, {one.id: one for one in meant.entries}
    written: list[tuple[str, bytes | None]] = []
    for file in sorted({*there.values(), *files.values()}):
        path = f"entries/{file}"
        stood = [name for name in before if there[name] == file]
        stays = [name for name in stood if name in after and files[name] == file]
        comes = [name for name in after if files[name] == file and name not in stays]
        if not stays and not comes:
            written.append((path, None))
            continue
        content = contents.get(path, b"")
        text = content.decode("utf-8-sig")
        fresh: dict[str, str] = {}
        for name in stays:
            if _facts(before[name]) != _facts(after[name]):
                fresh[name] = render([_plain(after[name])])
            else:
                text = _sentences_changed(text, name, before[name].phrasings, after[name].phrasings)
        added = [render([_plain(after[name])]) for name in comes]
        gone = set(stood) - set(stays)
        if fresh or added or gone:
            try:
                text = replace_entries(text, fresh, added, gone) if stood else "\n".join(added)
            except LookupError:
                text = render([_plain(after[name]) for name in (*stays, *comes)])
        encoded = (_MARK if content.startswith(_MARK) else b"") + text.encode()
        if encoded != content:
            written.append((path, encoded))
    return written


def _sentences_changed(text: str, entry: str | None, now: _Lists, meant: _Lists) -> str:
    """Put in and take out the sentences that differ. Raises LookupError where a list would begin or end."""
    for language in _LANGUAGES:
        old, new = getattr(now, language), getattr(meant, language)
        there = set(old)
        if more := [sentence for sentence in new if sentence not in there]:
            text = add_sentences(text, entry, language, more)
        if less := there.difference(new):
            text = drop_sentences(text, entry, language, less)
    return text


def _negatives_written(content: bytes | None, now: Negatives, meant: Negatives) -> bytes | None:
    text = (content or b"").decode("utf-8-sig")
    try:
        text = _sentences_changed(text, None, now, meant)
    except LookupError:  # a list begins or ends: there is no place for it in the file as it is
        text = render({language: list(getattr(meant, language)) for language in _LANGUAGES})
    if content is None and not text:
        return None
    return (_MARK if content and content.startswith(_MARK) else b"") + text.encode()


def _require_meant(contents: Mapping[str, bytes], fresh: Mapping[str, bytes | None], meant: Pack) -> None:
    """Make sure that the files say what the spreadsheet says, before anything is written."""
    whole = {name: content for name, content in {**contents, **fresh}.items() if content is not None}
    if large := [name for name, content in whole.items() if len(content) > MAX_BYTES]:
        allowed = f"at most {MAX_BYTES} bytes: name another file in the column file"
        raise PackError(Problem(name, 1, "", f"would be {len(whole[name])} bytes long", allowed) for name in large)
    would = build_pack(whole)
    same = {one.id: _facts(one) for one in would.entries} == {one.id: _facts(one) for one in meant.entries}
    if not same or _sentences(would) != _sentences(meant) or _lines(would.negatives) != _lines(meant.negatives):
        raise RuntimeError("the files would not say what the spreadsheet says")


def _facts(entry: Entry) -> dict[str, object]:
    """Return everything about an entry but its phrasings."""
    return entry.model_dump(exclude={"phrasings"})


def _plain(entry: Entry) -> dict[str, object]:
    """Return an entry as it is written: without the fields that hold nothing of their own."""
    return entry.model_dump(mode="json", exclude_defaults=True)


def _sentences(pack: Pack) -> set[tuple[str, str, str]]:
    return {(one.id, *line) for one in pack.entries for line in _lines(one.phrasings)}


def _lines(lists: _Lists) -> set[tuple[str, str]]:
    return {(language, sentence) for language in _LANGUAGES for sentence in getattr(lists, language)}


if TYPE_CHECKING:
    _Lists = Negatives | Phrasings
