"""What a pack says of its complexes: what is wrong is said with its place, and no rent is without its source."""

import shutil

import pytest

from knowledge import PackError
from knowledge.validation import build_pack, read_files
from tests.conftest import SMALL


@pytest.fixture
def problems(tmp_path):
    """Say what is wrong with the small pack after a change of its complexes."""

    def change(old, new):
        folder = tmp_path / "small"
        shutil.copytree(SMALL, folder)
        file = folder / "complexes.yaml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(PackError) as refusal:
            build_pack(read_files(folder))
        return str(refusal.value)

    return change


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: hillside", "id: mixer", "complexes.yaml:9: [1].id: is no complex"),
        ("id: hillside", "id: lakeside", "[1].id: is there twice"),
        ("entry: flats-hillside", "entry: flats-rent", "[1].entry: is no fact"),
        ("  longitude: 119.95\n", "", "[0].latitude: is half a position"),
        ("latitude: 31.7", "latitude: 131.7", "allowed: degrees, -90 to 90"),
        (", rent_source: {zh: 小城日报, en: Littleton Gazette}", "", "rent: has no source"),
        ("rooms: 1", "bathrooms: 1", "allowed: the fields id, name, rooms, area, rent, rent_source"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(problems, old, new, said):
    assert said in problems(old, new)
