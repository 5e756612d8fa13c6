"""Complexes, layouts and units."""

import pytest

from db.flats import ComplexDraft, LayoutDraft, UnitDraft, complexes, keep_complex, layouts_of
from db.refusals import BadOffering, NotFound


def lanwan(**layout):
    units = [UnitDraft(f"1-{floor}01", floor) for floor in range(1, 6)]
    return ComplexDraft(
        "lanwan",
        {"zh": "蓝湾", "en": "Blue Bay"},
        {"zh": "湖塘", "en": "Hutang"},
        "published list",
        layouts=[LayoutDraft("one", {"zh": "一居室"}, rooms=1, units=units, **layout)],
    )


async def test_flats_are_kept_once_and_rent_is_not_made_up(database):
    for _ in range(2):
        await database.writing(keep_complex, draft=lanwan())
    [found] = await database.reading(complexes)
    assert (found.name["en"], found.units, found.subject) == ("Blue Bay", 5, "complex:lanwan")
    [kind] = await database.reading(layouts_of, complex_key="lanwan")
    assert (kind.rooms, kind.rent, kind.units) == (1, None, 5)

    with pytest.raises(BadOffering, match="source"):
        await database.writing(keep_complex, draft=lanwan(rent=900))
    await database.writing(keep_complex, draft=lanwan(rent=900, rent_source="notice of 2026"))
    [kind] = await database.reading(layouts_of, complex_key="lanwan")
    assert (kind.rent, kind.rent_source) == (900, "notice of 2026")
    with pytest.raises(NotFound):
        await database.reading(layouts_of, complex_key="nowhere")
