"""The cache saves time and changes nothing; a cache that can't be trusted is made anew."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge import Knowledge, Pack, PackError, base, cache
from knowledge.lexicon import Lexicon, build_lexicon

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the packs that were prepared instead of found in the cache."""
    ids: list[str] = []

    def count(pack: Pack) -> Lexicon:
        ids.append(pack.id)
        return build_lexicon(pack)

    monkeypatch.setattr(base, "build_lexicon", count)
    return ids


def kept(cache: Path) -> Path:
    (found,) = cache.iterdir()
    return found


def test_the_second_load_finds_the_same(folder: Path, tmp_path: Path, prepared: list[str]) -> None:
    first = Knowledge.load(folder, tmp_path / "cache")
    second = Knowledge.load(folder, tmp_path / "cache")
    assert prepared == ["testing"]
    assert second.pack == first.pack
    for sentence in ("公寓总共几间", "rencaigongyuzujin", "How expensive is the rent?", "苏州"):
        assert second.understand(sentence, now=NOW) == first.understand(sentence, now=NOW)


def test_a_changed_file_is_read_again(folder: Path, tmp_path: Path, prepared: list[str]) -> None:
    Knowledge.load(folder, tmp_path / "cache")
    for name in ("pack.yaml", "entries/all.yaml", "negatives.yaml"):
        (folder / name).write_text((folder / name).read_text("utf-8") + "# a remark\n", "utf-8")
        Knowledge.load(folder, tmp_path / "cache")
    (folder / "entries" / "all.yaml").rename(folder / "entries" / "every.yaml")
    Knowledge.load(folder, tmp_path / "cache")
    assert len(prepared) == 5


def test_a_wrong_pack_is_not_hidden_by_the_cache(folder: Path, tmp_path: Path) -> None:
    Knowledge.load(folder, tmp_path / "cache")
    (folder / "pack.yaml").write_text("id: [", "utf-8")
    with pytest.raises(PackError):
        Knowledge.load(folder, tmp_path / "cache")


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace("公寓".encode(), "别墅".encode(), 1),
        lambda _: b"\x80\x04\x95 not ours \xff",
        lambda content: b"0" * 64 + b"\n" + content.partition(b"\n")[2],
        lambda _: json.dumps({"pack": 1}).encode(),
    ],
)
def test_a_broken_cache_is_made_anew(folder: Path, tmp_path: Path, prepared: list[str], damage: object) -> None:
    cache = tmp_path / "cache"
    Knowledge.load(folder, cache)
    whole = kept(cache).read_bytes()
    assert callable(damage)
    kept(cache).write_bytes(damage(whole))
    assert Knowledge.load(folder, cache).entry("incubators")
    assert len(prepared) == 2
    assert kept(cache).read_bytes() == whole


def test_a_cache_of_other_code_is_made_anew(
    folder: Path, tmp_path: Path, prepared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Knowledge.load(folder, tmp_path / "cache")
    monkeypatch.setattr(cache, "_code", lambda: "other code")
    Knowledge.load(folder, tmp_path / "cache")
    assert len(prepared) == 2


def test_a_folder_that_takes_no_file_only_costs_time(folder: Path, tmp_path: Path, prepared: list[str]) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", "utf-8")
    for _ in range(2):
        assert Knowledge.load(folder, tmp_path / "cache").entry("incubators")
    assert len(prepared) == 2


def test_with_a_cache_no_dictionary_of_pinyin_is_imported(folder: Path, tmp_path: Path) -> None:
    Knowledge.load(folder, tmp_path / "cache")
    program = (
        "import sys, datetime, pathlib; from knowledge import Knowledge;"
        f"known = Knowledge.load(pathlib.Path({str(folder)!r}), pathlib.Path({str(tmp_path / 'cache')!r}));"
        "known.understand('rencaigongyu', now=datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC));"
        "known.understand('人材公寓', now=datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC));"
        "print('pypinyin' in sys.modules, 'yaml' in sys.modules)"
    )
    root = Path(base.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == "False True\n"
