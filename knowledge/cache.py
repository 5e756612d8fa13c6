"""Keeping what was prepared from a pack, so that the next start need not prepare it again.

The file is a line with a checksum, a line with the pack as JSON, a line of JSON with the lexicon, and the bytes of the
lexicon's arrays of numbers, which stay where they were read to: reading it can't run code and makes no copies. It is
believed only when it is whole and belongs to exactly these files, read by exactly this code; anything else is as if
there were no cache.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import typing as npt
from pydantic import ValidationError

from knowledge.index import Postings, Spans
from knowledge.learning import Learnt
from knowledge.lexicon import Known, Lexicon, Phrases
from knowledge.pack import Pack
from knowledge.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ARRAY = "array"
_TYPES = {"|u1", "<u2", "<u4", "<u8", "<i4", "<f4"}
_ALIGNED = 8


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
        with _path(folder, name).open("rb") as file:
            checksum, pack, lexicon = file.readline(), file.readline(), file.readline()
            numbers = np.fromfile(file, dtype=np.uint8)
        if checksum.decode("ascii") != _checksum(key, pack, lexicon, numbers.data):
            return None
        kept = json.loads(lexicon, object_hook=partial(_with_array, numbers))
        return Pack.model_validate_json(pack), _unpack(kept)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ValidationError):
        return None


def keep(folder: Path, name: str, key: str, pack: Pack, lexicon: Lexicon) -> None:
    """Write what was prepared; a folder that can't be written to only costs time at the next start."""
    numbers = bytearray()
    lines = (
        pack.model_dump_json(),
        json.dumps(_pack(lexicon), ensure_ascii=False, separators=(",", ":"), default=partial(_without_array, numbers)),
    )
    parts = (*(f"{line}\n".encode() for line in lines), bytes(numbers))
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(key, *parts).encode())
                file.writelines(parts)
            Path(temporary).replace(_path(folder, name))
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.prepared"


def _checksum(key: str, *parts: bytes | memoryview) -> str:
    digest = sha256(key.encode())
    for part in parts:
        digest.update(part)
    return f"{digest.hexdigest()}\n"


def _without_array(numbers: bytearray, value: npt.NDArray[Any]) -> dict[str, object]:
    """Put an array behind the text, as the bytes it is, and say in the text where it stands."""
    numbers += bytes(-len(numbers) % _ALIGNED)
    start = len(numbers)
    kept = value.astype(value.dtype.newbyteorder("<"), copy=False)
    numbers += kept.tobytes()
    return {_ARRAY: [kept.dtype.str, start, len(numbers)]}


def _with_array(numbers: npt.NDArray[np.uint8], read: dict[str, Any]) -> Any:
    if _ARRAY not in read:
        return read
    dtype, start, end = read[_ARRAY]
    if dtype not in _TYPES:
        raise ValueError(dtype)
    return numbers[start:end].view(dtype)


def _pack(lexicon: Lexicon) -> dict[str, object]:
    """Return the lexicon for JSON, which writes named tuples as lists."""
    by_syllable: dict[str, str] = {}
    for sign, syllable in lexicon.syllables.items():
        by_syllable[syllable] = by_syllable.get(syllable, "") + sign
    return {
        **lexicon._asdict(),
        "entries": [(sorted(entry.places), entry.kind) for entry in lexicon.entries],
        "own": sorted(lexicon.own),
        "syllables": by_syllable,
    }


def _unpack(kept: dict[str, Any]) -> Lexicon:
    return Lexicon(
        phrases=_phrases(*kept["phrases"]),
        entries=tuple(Known(frozenset(places), kind) for places, kind in kept["entries"]),
        own=frozenset(kept["own"]),
        syllables={sign: syllable for syllable, signs in kept["syllables"].items() for sign in signs},
        texts=_postings(*kept["texts"]),
        sounds=_postings(*kept["sounds"]),
        learnt_texts=_learnt(*kept["learnt_texts"]),
        learnt_sounds=_learnt(*kept["learnt_sounds"]),
        asked=kept["asked"],
    )


def _phrases(
    entries: Any, sentences: Sequence[Any], plain: Sequence[Any], sound: Sequence[Any], *normal: Any
) -> Phrases:
    return Phrases(entries, Texts(*sentences), Texts(*plain), Texts(*sound), *normal)


def _postings(keys: Any, weights: Any, phrases: Sequence[Any], wholes: Sequence[Any], lengths: Any) -> Postings:
    return Postings(keys, weights, Spans(*phrases), Spans(*wholes), lengths)


def _learnt(groups: Sequence[Any], weights: Any, usual: Any, common: Any, table: Any) -> Learnt:
    return Learnt(Spans(*groups), weights, usual, common, table.reshape(len(common), len(usual)))
