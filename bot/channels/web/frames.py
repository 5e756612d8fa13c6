"""The frames a page may send, as docs/web-protocol.md has them (version 1)."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from locales import Language

VERSION: Final = 1
FRAME_LIMIT: Final = 64 * 1024
"""Bytes of the longest frame."""
TEXT_LIMIT: Final = 4096
"""Characters of the longest sentence, as on Telegram."""

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Number = Annotated[int, Field(ge=0, lt=2**53)]


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Hello(_Frame):
    """The first frame: who is there, and what they have already."""

    type: Literal["hello"]
    v: int
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,100}$")] | None = None
    after: Number | None = None
    step: Annotated[str, StringConstraints(max_length=100)] | None = None
    language: Language | None = None


class SayFrame(_Frame):
    """A sentence of the person."""

    type: Literal["say"]
    id: ClientId
    text: str


class TapFrame(_Frame):
    """A button pressed."""

    type: Literal["tap"]
    id: ClientId
    message: Number
    data: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class LanguageFrame(_Frame):
    """The language switch."""

    type: Literal["language"]
    language: Language


class HistoryFrame(_Frame):
    """A wish for older messages."""

    type: Literal["history"]
    before: Number


class PingFrame(_Frame):
    """A sign of life."""

    type: Literal["ping"]


Frame = Annotated[Hello | SayFrame | TapFrame | LanguageFrame | HistoryFrame | PingFrame, Field(discriminator="type")]
FRAMES: Final[TypeAdapter[Frame]] = TypeAdapter(Frame)
