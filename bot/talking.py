"""``jinyue chat``: the conversation in the terminal."""

import os

from bot.assembly import intake_for, parts
from bot.channels.terminal import Terminal
from bot.delivering import delivering
from bot.settings import Settings
from bot.shelf import Shelf
from bot.ticking import ticking
from locales import Language


async def chat(settings: Settings, shelf: Shelf) -> None:
    """Talk with the person at the keyboard until they leave."""
    patient = settings.model_copy(update={"throttle_per_minute": 0})  # nobody floods their own terminal
    async with parts(patient, shelf) as shared:
        language: Language = "zh" if os.environ.get("LANG", "zh").startswith(("zh", "C", "POSIX")) else "en"
        terminal = Terminal(shared.database, shared.people, language)
        bots = [terminal.bot]
        async with intake_for(shared, bots) as way_in, ticking(shared), delivering(shared, bots):
            await terminal.run(way_in)
