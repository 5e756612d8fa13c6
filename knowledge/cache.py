"""Keeping what was prepared from a pack, so that the next start need not prepare it again.

The file is JSON, and behind it the bytes of its arrays of numbers: reading it can't run code. It is believed only when
it is whole (its checksum) and belongs to exactly these files, read by exactly this code; anything else is as if there
were no cache.
"""

from __future__ import annotations

import json
import os
import tempfile
from array import array
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from knowledge.index import Postings
from knowledge.learning import Learnt
from knowledge.lexicon import Known, Lexicon, Phrase
from knowledge.pack import Pack

if TYPE_CHECKING:
    from collections.abc import Mapping


_ARRAY = "array"


@cache
def _code() -> str:
    """Return a digest of this room's code: what older code prepared is not what this code would."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of(contents: Mapping[str, bytes]) -> str:
    """Return the key of a pack's files, by name and content."""
    digest = sha256(_code().encode())
    for name, content in contents.items():
        digest.update(f"\n{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def find(folder: Path, name: str, key: str) -> tuple[Pack, Lexicon] | None:
    """Return what was kept under the key, or None when there is nothing that can be trusted."""
    try:
        checksum, _, body = _path(folder, name).read_bytes().partition(b"\n")
        if checksum.decode("ascii") != _checksum(key, body):
            return None
        text, _, numbers = body.partition(b"\n")
        return _unpack(json.loads(text, object_hook=partial(_with_array, memoryview(numbers))))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ValidationError):
        return None


def keep(folder: Path, name: str, key: str, pack: Pack, lexicon: Lexicon) -> None:
    """Write what was prepared; a folder that can't be written to only costs time at the next start."""
    kept = {"pack": pack.model_dump(mode="json"), "lexicon": _pack(lexicon)}
    numbers = bytearray()
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=partial(_without_array, numbers))
    body = text.encode() + b"\n" + numbers
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(key, body).encode() + b"\n" + body)
            Path(temporary).replace(_path(folder, name))
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def _path(folder: Path, name: str) -> Path:
    return folder / f"knowledge-{name}.json"


def _checksum(key: str, body: bytes) -> str:
    return sha256(key.encode() + body).hexdigest()


def _without_array(numbers: bytearray, value: array[Any]) -> dict[str, object]:
    """Put an array behind the text, as the bytes it is, and say in the text where it stands."""
    start = len(numbers)
    numbers += value.tobytes()
    return {_ARRAY: [value.typecode, start, len(numbers)]}


def _with_array(numbers: memoryview, read: dict[str, Any]) -> Any:
    if _ARRAY not in read:
        return read
    typecode, start, end = read[_ARRAY]
    value = array(typecode)
    value.frombytes(numbers[start:end])
    return value


def _pack(lexicon: Lexicon) -> dict[str, object]:
    by_syllable: dict[str, str] = {}
    for sign, syllable in lexicon.syllables.items():
        by_syllable[syllable] = by_syllable.get(syllable, "") + sign
    return {
        **lexicon._asdict(),
        "entries": [(sorted(entry.places), entry.kind) for entry in lexicon.entries],
        "matters": sorted(lexicon.matters),
        "syllables": by_syllable,
        "texts": lexicon.texts.pack(),
        "sounds": lexicon.sounds.pack(),
        "learnt_texts": lexicon.learnt_texts._asdict(),
        "learnt_sounds": lexicon.learnt_sounds._asdict(),
    }


def _unpack(kept: dict[str, Any]) -> tuple[Pack, Lexicon]:
    lexicon = kept["lexicon"]
    return Pack.model_validate(kept["pack"]), Lexicon(
        phrases=tuple(Phrase(*phrase) for phrase in lexicon["phrases"]),
        entries=tuple(Known(frozenset(places), kind) for places, kind in lexicon["entries"]),
        matters=frozenset(lexicon["matters"]),
        syllables={sign: syllable for syllable, signs in lexicon["syllables"].items() for sign in signs},
        texts=Postings.unpack(lexicon["texts"]),
        sounds=Postings.unpack(lexicon["sounds"]),
        learnt_texts=Learnt(**lexicon["learnt_texts"]),
        learnt_sounds=Learnt(**lexicon["learnt_sounds"]),
        asked=lexicon["asked"],
    )
