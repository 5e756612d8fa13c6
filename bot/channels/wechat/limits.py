"""How much of what WeChat takes. The sources are WeChat's own pages unless something else is said."""

from typing import Final
from zoneinfo import ZoneInfo

BEIJING: Final = ZoneInfo("Asia/Shanghai")
"""The clock by which WeChat counts days and months, and by which notices tell the time."""
BODY_BYTES: Final = 64 * 1024
"""Bytes of a callback that are read at most; a message has 2,048 characters."""
TEXT_BYTES: Final = 2000
"""Bytes of UTF-8 in one text; longer ones are refused with 45002 (found out by others, not written down)."""
REPLAY_SECONDS: Final = 600
"""How far the time of a callback may be from ours."""
ANSWER_SECONDS: Final = 4.3
"""Until then an answer goes out as the callback's own; WeChat waits 5 s and then calls again."""
RETRIES_SECONDS: Final = 60
"""How long the answer to a callback is remembered: WeChat calls three times more within 20 s."""
PICTURE_BYTES: Final = 2 * 1024 * 1024
"""Bytes of a picture that is sent."""
MEDIA_SECONDS: Final = 2 * 24 * 3600
"""How long an uploaded picture is used; WeChat keeps it for three days."""
MENU_BUTTONS: Final = 3
MENU_SUB_BUTTONS: Final = 5
KEY_BYTES: Final = 128
"""Bytes of the key of a button in the account's menu."""
SCENE_LETTERS: Final = 64
"""Letters of what a poster's code carries."""
SCENE_SECONDS: Final = 2_592_000
"""How long a temporary code lasts at most."""
