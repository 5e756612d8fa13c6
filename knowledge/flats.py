"""What a pack says of the talent apartments beyond an entry's words: where a complex is, and its kinds of flats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import ConfigDict, Field, StringConstraints

from knowledge.offerings import Count, Key
from knowledge.pack_parts import Id, Part, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from knowledge.reading import Document

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Area = Annotated[float, Field(gt=0, le=1000)]


PictureName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.(png|jpg|jpeg)$", max_length=64)]
PICTURES = "pictures/"
"""The pack's folder of them."""
SUFFIXES = (".png", ".jpg", ".jpeg")
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How a PNG and a JPEG begin."""


class Picture(Part):
    """A picture of a complex, as its file holds it."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    content: bytes


class Layout(Part):
    """A kind of flat. `area`: square metres. `rent`: yuan a month, never without the source that says so."""

    id: Key
    name: Text
    rooms: Count | None = None
    area: Area | None = None
    rent: Count | None = None
    rent_source: Text | None = None


class Complex(Part):
    """A complex that has a page of its own. `entry`: the fact that tells of it. What is left out is not known."""

    id: Id
    entry: Id
    address: Text | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    picture: PictureName | None = None
    layouts: tuple[Layout, ...] = ()


def check_complexes(document: Document, subjects: Document | None, facts: Collection[object]) -> None:
    """Note complexes that are no subjects, pages without a fact, half a position, and rents that nobody stated."""
    listed = subjects.data if subjects is not None and isinstance(subjects.data, list) else []
    known = {one.get("id") for one in listed if isinstance(one, dict) and one.get("kind") == "complex"}
    seen: set[object] = set()
    for position, one in enumerate(document.data if isinstance(document.data, list) else []):
        if not isinstance(one, dict):
            continue
        if one.get("id") not in known:
            document.complain((position, "id"), "is no complex", "the id of a subject of kind complex in subjects.yaml")
        if one.get("id") in seen:
            document.complain((position, "id"), "is there twice", "an id of its own")
        seen.add(one.get("id"))
        if one.get("entry") not in facts:
            document.complain((position, "entry"), "is no fact", "the id of an entry of kind fact")
        if (one.get("latitude") is None) != (one.get("longitude") is None):
            document.complain((position, "latitude"), "is half a position", "latitude and longitude, or neither")
        for number, kind in enumerate(one.get("layouts") or ()):
            if isinstance(kind, dict) and (kind.get("rent") is None) != (kind.get("rent_source") is None):
                place = (position, "layouts", number, "rent")
                document.complain(place, "has no source, or the source no rent", "rent and rent_source, or neither")


def check_pictures(document: Document, pictures: Mapping[str, bytes]) -> None:
    """Note pictures of complexes that are not there or are none; `pictures`: the files by their names in the pack."""
    for position, one in enumerate(document.data if isinstance(document.data, list) else []):
        name = one.get("picture") if isinstance(one, dict) else None
        if not isinstance(name, str):
            continue
        file = pictures.get(PICTURES + name)
        if file is None:
            document.complain((position, "picture"), f"{name[:64]!r} is missing", f"a file in {PICTURES}")
        elif not file.startswith(_BEGINNINGS):
            document.complain((position, "picture"), f"{name[:64]!r} is no picture", "a PNG or a JPEG")
