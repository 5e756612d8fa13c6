"""The tables of the talent apartments: complexes, their layouts, and the units."""

from sqlalchemy import JSON, CheckConstraint, Column, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from db.tables import Id, metadata

estate = Table(
    "complex",  # in Python ``complex`` is a number
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
    Column("address", JSON, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("source", Text, nullable=False),
)

layout = Table(
    "layout",
    metadata,
    Column("id", Id, primary_key=True),
    Column("complex_id", Id, ForeignKey("complex.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("name", JSON, nullable=False),
    Column("rooms", Integer),
    Column("area_m2", Float),
    # Yuan a month, and who says so. Never one without the other.
    Column("rent", Integer),
    Column("rent_source", Text),
    UniqueConstraint("complex_id", "key"),
    CheckConstraint("(rent IS NULL) = (rent_source IS NULL)", name="rent"),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("layout_id", Id, ForeignKey("layout.id"), nullable=False),
    Column("number", String(32), nullable=False),
    Column("floor", Integer),
    UniqueConstraint("layout_id", "number"),
)
