"""Reading one YAML file of a pack into plain data that remembers its lines.

The data is built from the parser's events and not by a yaml loader: nothing recurses (a loader crashes the
interpreter on `[[[[…`), no alias can blow a small file up, no tag can make an object, every scalar stays the text that
was written (`no` is a word, `2024-05` is not a number), and each value knows where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from knowledge.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Place = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file's data, and the line of every value in it by its place (`(3, "title", "zh")`).

    `broken` tells that the file could not be read to its end, so that its data is not what its writer meant.
    """

    file: str
    data: object = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False

    def line(self, place: Place) -> int:
        """Return the line of the value at `place`, or of the nearest thing around it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, place: Place) -> str:
        """Say where the value at `place` stands: the file and its line."""
        return f"{self.file}:{self.line(place)}"

    def complain(self, place: Place, what: str, allowed: str) -> None:
        """Note a problem with the value at `place`."""
        self.problems.append(Problem(self.file, self.line(place), _spoken(place), what, allowed))


def read_bytes(path: Path, name: str) -> bytes | Problem:
    """Return the file's bytes, or what is wrong with the file."""
    allowed = "a readable YAML file" if name.endswith(".yaml") else "a readable file"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Problem(name, 1, "", "is missing", allowed)
    except OSError as error:
        return Problem(name, 1, "", f"can't be read ({error.strerror or type(error).__name__})", allowed)
    if len(content) > MAX_BYTES:
        return Problem(name, 1, "", f"is {len(content)} bytes long", f"at most {MAX_BYTES} bytes")
    return content


def read_yaml(content: bytes, name: str) -> Document:
    """Parse a file's bytes. What is wrong with it as YAML is in the document's problems."""
    document = Document(name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        document.problems.append(
            Problem(name, line, "", f"byte 0x{content[error.start]:02x} is not UTF-8", "UTF-8 text")
        )
        document.broken = True
        return document
    try:
        _Builder(document).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"is not YAML: {error.problem or error.context}"
        # The mark of an unexpected end stands behind the last line.
        line = min(mark.line + 1 if mark else 1, len(text.splitlines()) or 1)
        document.problems.append(Problem(name, line, "", what, "YAML, indented with spaces"))
        document.broken = True
    except yaml.YAMLError as error:
        # A character that YAML forbids (the reader's error has no line of its own).
        position = getattr(error, "position", 0)
        what = f"is not YAML: {getattr(error, 'reason', error)}"
        document.problems.append(Problem(name, text.count("\n", 0, position) + 1, "", what, "printable UTF-8 text"))
        document.broken = True
    return document


class _Stop(Exception):
    pass


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `key` is the mapping's key that still waits for its value."""

    place: Place
    value: list[object] | dict[str, object]
    key: str | None = None


class _Builder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[_Open] = []

    def build(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        try:
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._refuse(event, (), "holds a second document", "one YAML document a file, without '---'")
                elif isinstance(event, yaml.NodeEvent):
                    self._node(event)
                elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                    self._open.pop()
        except _Stop:
            self._document.broken = True

    def _node(self, event: yaml.NodeEvent) -> None:
        inside = self._open[-1] if self._open else None
        if inside and isinstance(inside.value, dict) and inside.key is None:
            self._key(event, inside, inside.value)
            return
        place: Place = ()
        if inside:
            last = inside.key if isinstance(inside.value, dict) else len(inside.value)
            place = (*inside.place, last if last is not None else "")
        # A mapping's value is found under its key: that is the line a person looks for.
        self._document.lines.setdefault(place, _line(event))
        value = self._value(event, place)
        if inside is None:
            self._document.data = value
        elif isinstance(inside.value, list):
            inside.value.append(value)
        else:
            inside.value[inside.key or ""] = value
            inside.key = None
        if isinstance(value, list | dict):
            if len(self._open) >= MAX_DEPTH:
                self._refuse(event, place[:3], "is nested too deeply", f"at most {MAX_DEPTH} levels")
            self._open.append(_Open(place, value))

    def _key(self, event: yaml.NodeEvent, inside: _Open, mapping: dict[str, object]) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, inside.place, "has a key that is not a plain word", "a field's name before ':'")
            return
        key = str(event.value)
        place = (*inside.place, key)
        if key in mapping:
            self._document.problems.append(
                Problem(self._document.file, _line(event), _spoken(place), "is there twice", "once")
            )
        self._document.lines[place] = _line(event)
        inside.key = key

    def _value(self, event: yaml.NodeEvent, place: Place) -> str | list[object] | dict[str, object] | None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, place, f"is an alias (*{event.anchor})", "the value itself, written out")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":  # a bare "!" is how the parser marks quoted text
            self._refuse(event, place, f"has the tag {str(tag)[:60]}", "a plain value")
        if isinstance(event, yaml.SequenceStartEvent):
            return []
        if isinstance(event, yaml.MappingStartEvent):
            return {}
        text = str(getattr(event, "value", ""))
        quoted = bool(getattr(event, "style", None))
        # An empty value, `~` and `null` are what YAML calls nothing; in quotes they are text.
        return None if not quoted and text in {"", "~", "null"} else text

    def _refuse(self, event: yaml.Event, place: Place, what: str, allowed: str) -> None:
        self._document.problems.append(Problem(self._document.file, _line(event), _spoken(place), what, allowed))
        raise _Stop


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _spoken(place: Place) -> str:
    """Write a place the way people do: `[3].title.zh`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
