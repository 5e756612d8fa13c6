"""What the bot knows, and how it understands a sentence. Pure: no database, no network, no chat framework."""

from __future__ import annotations

from knowledge.base import Knowledge
from knowledge.language import language_of
from knowledge.pack import Entry, Language, Pack, Source, Text
from knowledge.personal import mask_personal, person_name, phone_number
from knowledge.problems import PackError, Problem
from knowledge.understanding import Decision, Match, Understanding

__all__ = [
    "Decision",
    "Entry",
    "Knowledge",
    "Language",
    "Match",
    "Pack",
    "PackError",
    "Problem",
    "Source",
    "Text",
    "Understanding",
    "language_of",
    "mask_personal",
    "person_name",
    "phone_number",
]
