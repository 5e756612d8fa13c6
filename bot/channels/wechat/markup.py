"""The little XML that WeChat speaks: read without entities, document types or anything else of XML's powers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn
from xml.parsers import expat

DEPTH: Final = 8
NODES: Final = 500
"""So many elements and so deep at most; WeChat's own have a few dozen."""
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot carry."""

Node = dict[str, Any]


class NotXml(Exception):
    """What came is not the XML that WeChat writes."""


def read(document: str | bytes) -> Node:
    """The children of the root, by name; a name that comes again keeps its first value. Raises `NotXml`.

    Characters that XML cannot carry are left out: people paste them, and are answered all the same.
    """
    words_only = document if isinstance(document, str) else document.decode("utf-8", "replace")
    parser = expat.ParserCreate()
    stack: list[tuple[str, Node, list[str]]] = []
    found: list[Node] = []
    count = 0

    def start(name: str, _attributes: object) -> None:
        nonlocal count
        count += 1
        if len(stack) >= DEPTH or count > NODES:
            raise NotXml("too much of it")
        stack.append((name, {}, []))

    def end(_name: str) -> None:
        name, children, words = stack.pop()
        if stack:
            stack[-1][1].setdefault(name, children or "".join(words))
        else:
            found.append(children)

    def words_come(words: str) -> None:
        if stack:
            stack[-1][2].append(words)

    def refuse(*_: object) -> NoReturn:
        raise NotXml("a document type or an entity")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words_come
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(_FORBIDDEN.sub("", words_only), True)  # noqa: FBT003 - nothing more comes
    except expat.ExpatError as error:
        raise NotXml("not well formed") from error
    return found[0]


def write(values: Mapping[str, Any]) -> str:
    """A document of these values: numbers as they are, words as CDATA, mappings and lists of items as children."""
    return f"<xml>{_children(values)}</xml>"


def _children(values: Mapping[str, Any]) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in values.items())


def _content(value: Any) -> str:
    if isinstance(value, Mapping):
        return _children(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(f"<item>{_content(one)}</item>" for one in value)
    if isinstance(value, int):
        return str(value)
    return "<![CDATA[" + _FORBIDDEN.sub("", str(value)).replace("]]>", "]]]]><![CDATA[>") + "]]>"
