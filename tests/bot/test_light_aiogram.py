"""The light import of aiogram gives the same models as the plain one, and steps aside when it might not."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> str:
    """What a fresh Python prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, timeout=100, env=environment
    )
    return done.stdout


def described(how: str) -> dict[str, Any]:
    models: dict[str, Any] = json.loads(run(str(Path(__file__).with_name("describe_aiogram.py")), how))
    return models


def test_every_model_comes_out_the_same():
    plain, light = described("plain"), described("light")

    assert light.keys() == plain.keys()
    assert {name: light[name] for name in light if light[name] != plain[name]} == {}
    # The comparison is worth something only if it covers all of aiogram, with samples that are accepted.
    assert len(plain) > 590
    assert sum(isinstance(model.get("made"), list) for model in plain.values()) > 570


AFTER_A_LIGHT_IMPORT = """
from bot.light_aiogram import import_aiogram
assert import_aiogram()
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "from pydantic import TypeAdapter\n"
            "from aiogram.types import MenuButtonUnion\n"
            "assert TypeAdapter(list[MenuButtonUnion]).validate_python([{'type': 'default'}])[0].type == 'default'",
            id="an adapter builds what is not built yet",
        ),
        pytest.param(
            "from pydantic import BaseModel\n"
            "from aiogram.types import StickerSet\n"
            "class Ours(BaseModel):\n"
            "    found: StickerSet\n"
            "ours = {'name': 'a', 'title': 'b', 'sticker_type': 'regular', 'stickers': []}\n"
            "assert Ours(found=ours).found.title == 'b'",
            id="a model of ours contains one that is not built yet",
        ),
        pytest.param(
            "from aiogram.types import StickerSet\n"
            "StickerSet.model_rebuild()\n"
            "class Ours(StickerSet):\n"
            "    pass\n"
            "assert Ours(name='a', title='b', sticker_type='regular', stickers=[]).title == 'b'",
            id="a class of ours inherits from a rebuilt type",
        ),
        pytest.param(
            "from aiogram.types import ChatFullInfo\nassert not ChatFullInfo.__pydantic_complete__",
            id="the rest is not built",
        ),
        pytest.param("assert import_aiogram() is False", id="a second time there is nothing to do"),
    ],
)
def test_afterwards(code: str):
    run("-W", "error", "-c", AFTER_A_LIGHT_IMPORT + code)


STEPS_ASIDE = """
import re, sys
import bot.light_aiogram as light
{unexpected}
assert light.import_aiogram() is False
from pydantic import BaseModel
from aiogram.types import ChatFullInfo
assert ChatFullInfo.__pydantic_complete__
assert "leave_out" not in repr(BaseModel.__dict__["model_rebuild"])
"""


@pytest.mark.parametrize(
    "unexpected",
    [
        pytest.param('light.TESTED["pydantic"] = re.compile("9")', id="another pydantic"),
        pytest.param('light.EAGER = ("NoSuchType",)', id="a type is missing"),
        pytest.param("import aiogram", id="imported plainly before"),
    ],
)
def test_steps_aside(unexpected: str):
    run("-c", STEPS_ASIDE.format(unexpected=unexpected))
