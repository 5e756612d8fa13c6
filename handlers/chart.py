"""A bar chart as a PNG picture, drawn dot by dot: a few bars with their numbers need no library of pictures."""

import struct
import zlib
from collections.abc import Sequence
from typing import Final

Colour = tuple[int, int, int]

WIDTH: Final = 640
HEIGHT: Final = 360
MARGIN: Final = 24
DOT: Final = 4
"""Pixels of one dot of a figure."""
WHITE: Final[Colour] = (255, 255, 255)
INK: Final[Colour] = (40, 44, 52)
FIGURES: Final = ("75557", "26227", "71747", "71717", "55711", "74717", "74757", "71111", "75757", "75717")
"""The figures 0 to 9, five rows of three dots each; a row is a number of three bits."""


class _Canvas:
    """Pixels in rows."""

    def __init__(self) -> None:
        self._rows = [bytearray(bytes(WHITE) * WIDTH) for _ in range(HEIGHT)]

    def fill(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for row in self._rows[max(0, top) : top + height]:
            row[left * 3 : (left + width) * 3] = bytes(colour) * width

    def write(self, number: int, middle: int, bottom: int) -> None:
        """Write a number above a line, around a middle."""
        figures = str(number)
        left = middle - (len(figures) * 4 - 1) * DOT // 2
        for place, figure in enumerate(figures):
            for line, bits in enumerate(FIGURES[int(figure)]):
                for dot in range(3):
                    if int(bits) & (4 >> dot):
                        x = left + (place * 4 + dot) * DOT
                        self.fill(x, bottom - (5 - line) * DOT, DOT, DOT, INK)

    def png(self) -> bytes:
        """The picture: eight bits each of red, green and blue, each row unfiltered (PNG 1.2, 4.1 and 6)."""
        head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        dots = zlib.compress(b"".join(b"\0" + row for row in self._rows), 9)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", dots) + _chunk(b"IEND", b"")


def bar_chart(bars: Sequence[tuple[int, Colour]]) -> bytes:
    """Bars side by side, each with its number above; what a colour means, the words beside the picture say."""
    canvas = _Canvas()
    floor = HEIGHT - MARGIN
    tallest = floor - MARGIN - 7 * DOT
    most = max([number for number, _ in bars] or [0]) or 1
    room = (WIDTH - 2 * MARGIN) // max(1, len(bars))
    for place, (number, colour) in enumerate(bars):
        height = max(round(tallest * number / most), 2 if number else 0)
        left = MARGIN + place * room + room // 8
        canvas.fill(left, floor - height, room * 3 // 4, height, colour)
        canvas.write(number, left + room * 3 // 8, floor - height - 2 * DOT)
    canvas.fill(MARGIN, floor, WIDTH - 2 * MARGIN, 2, INK)
    return canvas.png()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
