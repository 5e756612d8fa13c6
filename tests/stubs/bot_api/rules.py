"""The rules of the Bot API, made of its machine-readable description: what each method and type must look like.

Lengths, ranges and constants stand in the descriptions' English ("1-64 bytes", "must be photo") and are read there.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from tests.stubs.bot_api.refusal import Refusal, wrong
from tests.stubs.bot_api.texts import units

Check = Callable[[Any, str], None]
"""Looks at a value and the path to it; raises a `Refusal` when it is not allowed."""

PARSED = re.compile(r"after entit(?:y|ies) parsing")
LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)", re.IGNORECASE)
RANGE = re.compile(r"(?:[Vv]alues|[Mm]ust be|should be) between (\d+)(?:-| and )(\d+)|[;,] (\d+)-(\d+)\.?$")
COUNT = re.compile(
    r"(\d+)-(\d+) (?:items|identifiers|answer options|initial stickers|emoji|tasks)|[Aa]t most (\d+) \w+ can"
)
CONSTANT = re.compile(r'(?:must be|always) "?(\w+)"?(?! of| either)')
LETTERS = re.compile(r"only (?:characters )?A-Z, a-z, 0-9, _ and - are allowed", re.IGNORECASE)
LANGUAGE = "A two-letter ISO 639-1 language code"


def spec_path() -> Path:
    """Where the description of the API lies: beside the repository, under ``shared``."""
    return Path(__file__).parents[4] / "shared" / "telegram" / "bot-api.json"


class Rules:
    """Checks calls, and whatever else has a type of the API."""

    def __init__(self, path: Path) -> None:
        spec = json.loads(path.read_text(encoding="utf-8"))
        self._types: dict[str, Any] = spec["types"]
        self._checks: dict[str, Check] = {}
        self.methods: dict[str, dict[str, Any]] = {
            name: {field["name"]: self._field(field) for field in method.get("fields", [])}
            for name, method in spec["methods"].items()
        }
        self.required = {
            name: [field["name"] for field in method.get("fields", []) if field["required"]]
            for name, method in spec["methods"].items()
        }
        self.returns = {name: method["returns"] for name, method in spec["methods"].items()}
        self.parsed_texts = {
            name: {
                field["name"]: tuple(map(int, LENGTH.search(field["description"]).groups()[:2]))  # type: ignore[union-attr]
                for field in method.get("fields", [])
                if PARSED.search(field["description"])
            }
            for name, method in spec["methods"].items()
        }

    def read(self, method: str, given: Mapping[str, Any], files: Collection[str]) -> dict[str, Any]:
        """The parameters with their types; raises a `Refusal` for a method or a parameter that is not right."""
        fields = self.methods.get(method)
        if fields is None:
            raise Refusal("Not Found", 404, wrong=True)
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name not in fields:
                raise wrong(f"{method} has no parameter {name!r}")
            types, check = fields[name]
            values[name] = typed = _typed(value, types, name)
            check(typed, name)
        for name in files:
            if name in fields and "InputFile" in fields[name][0]:
                values[name] = f"attach://{name}"
        for name in self.required[method]:
            if name not in values:
                raise wrong("message text is empty" if name == "text" else f"{name} is empty")
        _check_attachments(values, files)
        return values

    def check_type(self, name: str, value: Any) -> None:
        """Raise a `Refusal` when a value is not of a type such as ``Message`` or ``Array of Update``."""
        self._of(name)(value, name)

    def _of(self, name: str) -> Check:
        if name not in self._checks:
            # Types contain themselves: what asks for this one meanwhile gets a door to it.
            self._checks[name] = lambda value, path: self._checks[name](value, path)  # noqa: PLW0108
            self._checks[name] = self._make(name)
        return self._checks[name]

    def _make(self, name: str) -> Check:
        if name.startswith("Array of "):
            return _array(self._of(name.removeprefix("Array of ")))
        if name in SIMPLE:
            return SIMPLE[name]
        kind = self._types[name]
        if "subtypes" in kind:
            return _union({subtype: self._of(subtype) for subtype in kind["subtypes"]})
        fields = {field["name"]: self._field(field)[1] for field in kind.get("fields", [])}
        return _object(name, fields, [field["name"] for field in kind.get("fields", []) if field["required"]])

    def _field(self, field: Mapping[str, Any]) -> tuple[list[str], Check]:
        types: list[str] = field["types"]
        check = self._of(types[0]) if len(types) == 1 else _union({name: self._of(name) for name in types})
        limit = _limit(field)
        if limit is None:
            return types, check

        def both(value: Any, path: str) -> None:
            check(value, path)
            limit(value, path)

        return types, both


def _typed(value: Any, types: list[str], name: str) -> Any:
    """A parameter as JSON. Forms carry everything as text, and what is not a string as JSON in it."""
    if not isinstance(value, str) or types == ["String"]:
        return value
    if "String" in types:
        return int(value) if "Integer" in types and re.fullmatch(r"-?\d+", value) else value
    if types == ["InputFile"]:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise wrong(f"can't parse {name}: {value[:40]!r} is not {' or '.join(types)}") from None


def _simple(kinds: type | tuple[type, ...], name: str) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, kinds) or (isinstance(value, bool) and name != "Boolean"):
            raise wrong(f"{path} must be of type {name}, not {value!r}"[:300])

    return check


SIMPLE: dict[str, Check] = {
    "String": _simple(str, "String"),
    "Integer": _simple(int, "Integer"),
    "Float": _simple((int, float), "Float"),
    "Boolean": _simple(bool, "Boolean"),
    "InputFile": _simple(str, "InputFile"),
}


def _array(check: Check) -> Check:
    def check_all(values: Any, path: str) -> None:
        if not isinstance(values, list):
            raise wrong(f"{path} must be an array")
        for place, value in enumerate(values):
            check(value, f"{path}[{place}]")

    return check_all


def _object(name: str, fields: Mapping[str, Check], required: list[str]) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise wrong(f"{path} must be an object of type {name}")
        for key, part in value.items():
            if key not in fields:
                raise wrong(f"{path}: {name} has no field {key!r}")
            fields[key](part, f"{path}.{key}")
        for key in required:
            if key not in value:
                raise wrong(f"{path}: {name} needs the field {key!r}")

    return check


def _union(kinds: Mapping[str, Check]) -> Check:
    def check(value: Any, path: str) -> None:
        refusals = []
        for kind in kinds.values():
            try:
                return kind(value, path)
            except Refusal as refusal:
                refusals.append(str(refusal))
        # The kind that was meant is the one that got furthest into the value.
        raise Refusal(max(refusals, key=len).removeprefix("Bad Request: "), wrong=True)

    return check


def _limit(field: Mapping[str, Any]) -> Check | None:
    """What the description says about a value beyond its type."""
    types, text = field["types"], field["description"]
    if types == ["String"] and field["name"] in {"type", "source", "status"} and (found := CONSTANT.search(text)):
        return _equal(found[1])
    if types == ["String"] and text.startswith(LANGUAGE):
        return _matching(re.compile(r"([a-z]{2})?"), "must be a two-letter language code")
    if types == ["String"] and not PARSED.search(text) and (found := LENGTH.search(text)):
        measure = (lambda value: len(value.encode())) if found[3].lower() == "bytes" else units
        within = _between(int(found[1]), int(found[2]), measure, found[3])
        return (
            _all(within, _matching(re.compile(r"[\w-]*", re.ASCII), "has letters that are not allowed"))
            if (LETTERS.search(text))
            else within
        )
    if types == ["Integer"] and (found := RANGE.search(text)) and "0x" not in text:
        low, high = (int(number) for number in found.groups() if number is not None)
        return _between(low, high, int, "in size")
    if types[0].startswith("Array of ") and (found := COUNT.search(text)):
        return _between(int(found[1] or 0), int(found[2] or found[3]), len, "items")
    return None


def _equal(constant: str) -> Check:
    def check(value: Any, path: str) -> None:
        if value != constant:
            raise wrong(f"{path} must be {constant!r}")

    return check


def _matching(pattern: re.Pattern[str], otherwise: str) -> Check:
    def check(value: Any, path: str) -> None:
        if not pattern.fullmatch(value):
            raise wrong(f"{path} {otherwise}: {value!r}")

    return check


def _between(low: int, high: int, measure: Callable[[Any], int], unit: str) -> Check:
    def check(value: Any, path: str) -> None:
        if not low <= measure(value) <= high:
            raise wrong(f"{path} must be {low} to {high} {unit}, not {measure(value)}")

    return check


def _all(*checks: Check) -> Check:
    def check_all(value: Any, path: str) -> None:
        for check in checks:
            check(value, path)

    return check_all


def _check_attachments(values: Any, files: Collection[str]) -> None:
    """Every ``attach://name`` has its file, and every file is spoken of."""
    spoken_of: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, str) and value.startswith("attach://"):
            spoken_of.add(value.removeprefix("attach://"))
        elif isinstance(value, dict):
            for name, part in value.items():
                if name not in {"text", "caption"}:  # there it is what somebody wrote
                    look(part)
        elif isinstance(value, list):
            for part in value:
                look(part)

    look(values)
    for name in spoken_of.symmetric_difference(files):
        raise wrong(f"file {name!r} is {'not spoken of' if name in files else 'missing'}")
