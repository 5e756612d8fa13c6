"""What the bot knows, and how it understands a sentence. Pure: no database, no network, no chat framework."""

from __future__ import annotations

from knowledge.base import Knowledge
from knowledge.context import Earlier
from knowledge.flats import Complex
from knowledge.following import Follow
from knowledge.language import language_of
from knowledge.offerings import Offering
from knowledge.pack import Entry, Pack, Source, Subject
from knowledge.pack_parts import Language, Text
from knowledge.personal import mask_personal, person_name, phone_number
from knowledge.problems import PackError, Problem
from knowledge.titles import told_apart
from knowledge.understanding import USUAL, Decision, Match, Thresholds, Understanding
from knowledge.validation import read_pack
from knowledge.when import Open, When, covers, settle, what_to_ask

__all__ = [
    "USUAL",
    "Complex",
    "Decision",
    "Earlier",
    "Entry",
    "Follow",
    "Knowledge",
    "Language",
    "Match",
    "Offering",
    "Open",
    "Pack",
    "PackError",
    "Problem",
    "Source",
    "Subject",
    "Text",
    "Thresholds",
    "Understanding",
    "When",
    "covers",
    "language_of",
    "mask_personal",
    "person_name",
    "phone_number",
    "read_pack",
    "settle",
    "told_apart",
    "what_to_ask",
]
