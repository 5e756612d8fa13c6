"""Changing a pack's YAML files as an editor's hand would: what is not meant stays as it is, to the letter.

A YAML library that loads and dumps would lay out the whole file anew. Here only the places of values are asked of the
parser, and the new text goes there. Whoever changes a pack validates the outcome (`Knowledge.of`) before it is written.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

_WIDTH = 118


class _Dumper(yaml.SafeDumper):
    """Lays YAML out as the packs are: lists indented under their key, several lines of text as they are read."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _Dumper.represent_text)


def render(data: object) -> str:
    """Write data as YAML."""
    written: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return written


def add_sentences(text: str, entry: str | None, language: str, sentences: Sequence[str]) -> str:
    """Return a file's text with the sentences at the end of a list that is there.

    The list is the phrasings of an entry, or that of negatives.yaml when `entry` is None. Raises LookupError when there
    is no such list, or nothing in it.
    """
    found = _list_of(text, entry, language)
    last = found.value[-1]
    if found.flow_style:
        return _into_flow(text, found, last.end_mark.index, sentences)
    start = last.start_mark.index
    dash = text.rindex("-", 0, start)
    indent = " " * (dash - (text.rfind("\n", 0, dash) + 1))
    end = _end_of_line(text, last.end_mark.index)
    newline = _newline(text)
    added = "".join(f"{newline}{indent}- {_scalar(sentence)}" for sentence in sentences)
    return text[:end] + added + text[end:]


def drop_sentences(text: str, entry: str | None, language: str, sentences: Collection[str]) -> str:
    """Return a file's text without these sentences of the list. Raises LookupError like `add_sentences`."""
    found = _list_of(text, entry, language)
    kept = [node for node in found.value if node.value.strip() not in sentences]
    if not kept:
        raise LookupError(f"{entry or 'negatives'}: nothing is left in {language}")
    if found.flow_style:
        start, end = found.start_mark.index, found.end_mark.index
        written = ", ".join(text[node.start_mark.index : node.end_mark.index] for node in kept)
        return f"{text[:start]}[{written}]{text[end:]}"
    for node in reversed(found.value):
        if node not in kept:
            start = text.rfind("\n", 0, text.rindex("-", 0, node.start_mark.index)) + 1
            text = text[:start] + text[_end_of_line(text, node.end_mark.index) :].removeprefix("\r").removeprefix("\n")
    return text


def replace_entries(text: str, changed: Mapping[str, str], added: Iterable[str], removed: Collection[str]) -> str:
    """Return a file's text with entries laid out anew, put at its end, and taken out; the others keep every letter.

    `changed` holds the new text of an entry by its id. A file whose list is in `[…]` cannot be changed so: LookupError.
    """
    root = _root(text)
    if not isinstance(root, yaml.SequenceNode) or root.flow_style:
        raise LookupError("is not a list with a '- ' before each entry")
    starts = [text.rfind("\n", 0, text.rindex("-", 0, node.start_mark.index)) + 1 for node in root.value]
    ends = [*starts[1:], len(text)]
    for node, start, end in reversed(list(zip(root.value, starts, ends, strict=True))):
        name = _value(node, "id").value
        inside = _without_tail(text[start:end])
        if name in removed:
            text = text[:start] + text[start + len(inside) :].lstrip("\r\n")
        elif name in changed:
            text = text[:start] + _in_lines_of(text, changed[name]) + text[start + len(inside) :]
    for one in added:
        text = text.rstrip() + (_newline(text) * 2 if text.strip() else "") + _in_lines_of(text, one)
    return text


def write_files(folder: Path, contents: Mapping[str, bytes | None]) -> None:
    """Write the files of a pack, each whole or not at all; None takes a file away. Raises OSError.

    All are written beside their places first, so that a full disk changes nothing.
    """
    beside: list[tuple[Path, Path]] = []
    try:
        for name, content in contents.items():
            if content is not None:
                path = (folder / name).resolve()  # a link stays one
                fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
                beside.append((fresh, path))
                with fresh.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                if path.exists():
                    fresh.chmod(path.stat().st_mode & 0o7777)
        for fresh, path in beside:
            fresh.replace(path)
        for name, content in contents.items():
            if content is None:
                (folder / name).unlink()
    finally:
        for fresh, _ in beside:
            with suppress(FileNotFoundError):
                fresh.unlink()


def _root(text: str) -> Any:
    # Only files that were validated come here: nothing in them is nested deeply enough to harm the recursive composer.
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _list_of(text: str, entry: str | None, language: str) -> Any:
    root = _root(text)
    if entry is None:
        sentences = _value(root, language)
    else:
        named = [node for node in root.value if _value(node, "id").value == entry]
        if not named:
            raise LookupError(f"there is no entry {entry}")
        sentences = _value(_value(named[0], "phrasings"), language)
    if not isinstance(sentences, yaml.SequenceNode) or not sentences.value:
        raise LookupError(f"{entry or 'negatives'}: there is no list of {language}")
    return sentences


def _value(mapping: Any, key: str) -> Any:
    pairs = mapping.value if isinstance(mapping, yaml.MappingNode) else ()
    for name, value in pairs:
        if name.value == key:
            return value
    raise LookupError(f"there is no {key}")


def _into_flow(text: str, found: Any, end: int, sentences: Sequence[str]) -> str:
    """Put sentences behind the last one of `[a, b]`, on a line of their own where that one's is full."""
    start = text.rfind("\n", 0, end) + 1
    first = text.rfind("\n", 0, found.start_mark.index) + 1
    here = text[start:end]
    indent = re.match(" *", here)[0] if start != first else " " * (len(re.match("[ -]*", here)[0]) + 2)  # type: ignore[index]
    newline = _newline(text)
    pieces, length = [], _end_of_line(text, end) - start
    for sentence in sentences:
        word = _scalar(sentence)
        length += len(word) + 2
        if length > _WIDTH:
            pieces.append(f",{newline}{indent}{word}")
            length = len(indent) + len(word)
        else:
            pieces.append(f", {word}")
    return text[:end] + "".join(pieces) + text[end:]


def _scalar(sentence: str) -> str:
    """Write a sentence so that it may stand in a list of either kind."""
    line: str = yaml.dump(
        [sentence], Dumper=yaml.CSafeDumper, allow_unicode=True, default_flow_style=True, width=10_000
    )
    return line.strip()[1:-1]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _in_lines_of(text: str, written: str) -> str:
    return written.replace("\n", _newline(text))


def _end_of_line(text: str, index: int) -> int:
    found = re.compile(r"\r?\n|\Z").search(text, index)
    return found.start() if found else len(text)


def _without_tail(block: str) -> str:
    """Leave out the blank lines and the comments behind an entry: they belong to the next."""
    lines = block.splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return "".join(lines)
