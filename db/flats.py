"""The talent apartments: complexes, layouts and units, as people look at them. Rent only where a source gives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.flat_tables import estate, layout, unit
from db.refusals import BadOffering, NotFound


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """One flat, by its number in its layout, such as ``3-1201``."""

    number: str
    floor: int | None = None


@dataclass(frozen=True, slots=True)
class LayoutDraft:
    """A kind of flat. `rent` in yuan a month, only together with `rent_source`, which says who gives it."""

    key: str
    name: Mapping[str, str]
    rooms: int | None = None
    area_m2: float | None = None
    rent: int | None = None
    rent_source: str | None = None
    units: Sequence[UnitDraft] = ()


@dataclass(frozen=True, slots=True)
class ComplexDraft:
    """A complex, with the source of what is known of it."""

    key: str
    name: Mapping[str, str]
    address: Mapping[str, str]
    source: str
    latitude: float | None = None
    longitude: float | None = None
    layouts: Sequence[LayoutDraft] = field(default=())


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of flat of a complex, and how many there are. What is None is not known."""

    id: int
    key: str
    name: dict[str, str]
    rooms: int | None
    area_m2: float | None
    rent: int | None
    rent_source: str | None
    units: int


@dataclass(frozen=True, slots=True)
class Complex:
    """A complex, and how many flats it has. Its viewings are offerings with the subject ``complex:<key>``."""

    id: int
    key: str
    name: dict[str, str]
    address: dict[str, str]
    latitude: float | None
    longitude: float | None
    source: str
    units: int

    @property
    def subject(self) -> str:
        """What its viewings are about."""
        return f"complex:{self.key}"


def keep_complex(connection: Connection, *, draft: ComplexDraft) -> int:
    """Add a complex with its layouts and units, or change the one with the same key; returns its number.

    Nothing that is missing in the description is taken away. Raises BadOffering for a rent without its source.
    """
    for kind in draft.layouts:
        if (kind.rent is None) != (kind.rent_source is None):
            raise BadOffering(f"layouts[{kind.key}].rent", "a rent needs its source, and a source a rent")
    values = {
        "name": dict(draft.name),
        "address": dict(draft.address),
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "source": draft.source,
    }
    known: int | None = connection.execute(
        update(estate).where(estate.c.key == draft.key).values(values).returning(estate.c.id)
    ).scalar_one_or_none()
    number: int = (
        known or connection.execute(estate.insert().returning(estate.c.id), {"key": draft.key, **values}).scalar_one()
    )
    for kind in draft.layouts:
        _keep_layout(connection, number, kind)
    return number


def _keep_layout(connection: Connection, complex_id: int, draft: LayoutDraft) -> None:
    values = {
        "name": dict(draft.name),
        "rooms": draft.rooms,
        "area_m2": draft.area_m2,
        "rent": draft.rent,
        "rent_source": draft.rent_source,
    }
    known: int | None = connection.execute(
        update(layout)
        .where(layout.c.complex_id == complex_id, layout.c.key == draft.key)
        .values(values)
        .returning(layout.c.id)
    ).scalar_one_or_none()
    number: int = (
        known
        or connection.execute(
            layout.insert().returning(layout.c.id), {"complex_id": complex_id, "key": draft.key, **values}
        ).scalar_one()
    )
    if draft.units:
        insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
        connection.execute(
            insert(unit).on_conflict_do_nothing(index_elements=["layout_id", "number"]),
            [{"layout_id": number, "number": one.number, "floor": one.floor} for one in draft.units],
        )


def complexes(connection: Connection, *, key: str | None = None) -> list[Complex]:
    """All complexes, or the one with this key, with how many flats each has."""
    units = (
        select(func.count())
        .select_from(unit)
        .join(layout, unit.c.layout_id == layout.c.id)
        .where(layout.c.complex_id == estate.c.id)
        .scalar_subquery()
    )
    columns: list[Any] = [estate.c[name] if name != "units" else units for name in Complex.__dataclass_fields__]
    query = select(*columns) if key is None else select(*columns).where(estate.c.key == key)
    return [Complex(*row) for row in connection.execute(query.order_by(estate.c.id))]


def complex_of(connection: Connection, *, key: str) -> Complex:
    """One complex by its key. Raises NotFound."""
    found = complexes(connection, key=key)
    if not found:
        raise NotFound
    return found[0]


def layouts_of(connection: Connection, *, complex_key: str) -> list[Layout]:
    """The layouts of a complex. Raises NotFound."""
    number = connection.execute(select(estate.c.id).where(estate.c.key == complex_key)).scalar_one_or_none()
    if number is None:
        raise NotFound
    units = select(func.count()).where(unit.c.layout_id == layout.c.id).scalar_subquery()
    columns: list[Any] = [layout.c[name] if name != "units" else units for name in Layout.__dataclass_fields__]
    rows = connection.execute(select(*columns).where(layout.c.complex_id == number).order_by(layout.c.id))
    return [Layout(*row) for row in rows]
