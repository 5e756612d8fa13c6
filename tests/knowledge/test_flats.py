"""What a pack says of its complexes: what is wrong is said with its place, and no rent is without its source."""

import shutil

import pytest

from knowledge import Knowledge, PackError
from knowledge.validation import build_pack, read_files
from tests.conftest import SMALL


@pytest.fixture
def problems(tmp_path):
    """Say what is wrong with the small pack after a change of its complexes."""

    def change(old, new):
        folder = tmp_path / "small"
        shutil.copytree(SMALL, folder)
        (folder / "pictures").mkdir()
        (folder / "pictures" / "letter.png").write_text("Dear all")
        if "large" in new:
            (folder / "pictures" / "large.jpg").write_bytes(b"\xff\xd8\xff".ljust(1_000_001))
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
        (
            "latitude: 31.7",
            "picture: nowhere.png",
            "[0].picture: 'nowhere.png' is missing; allowed: a file in pictures/",
        ),
        ("latitude: 31.7", "picture: letter.png", "[0].picture: 'letter.png' is no picture; allowed: a PNG or a JPEG"),
        ("latitude: 31.7", "picture: ../pack.png", "allowed: the name of a PNG or JPEG in pictures/"),
        (
            "latitude: 31.7",
            "picture: large.jpg",
            "pictures/large.jpg:1: file: is 1000001 bytes long; allowed: at most 1",
        ),
        ("rooms: 1", "bathrooms: 1", "allowed: the fields id, name, rooms, area, rent, rent_source"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(problems, old, new, said):
    assert said in problems(old, new)


def test_a_picture_is_kept_with_what_was_prepared(tmp_path):
    folder, cache = tmp_path / "small", tmp_path / "cache"
    shutil.copytree(SMALL, folder)
    picture = folder / "pictures" / "lake.png"
    picture.parent.mkdir()
    complexes = folder / "complexes.yaml"
    complexes.write_text(complexes.read_text("utf-8").replace("latitude: 31.7", "latitude: 31.7\n  picture: lake.png"))
    for content in (b"\x89PNG\r\n\x1a\n one \xfe\xff", b"\x89PNG\r\n\x1a\n another"):
        picture.write_bytes(content)
        for _ in range(2):  # prepared, and found again
            assert Knowledge.load(folder, cache).pack.pictures["lake.png"].content == content
