"""How a broadcast reaches people on WeChat, in words: by which way, and what is left of the month's mass sendings."""

from db.broadcasts import Broadcast
from db.wechat import CHANNEL
from db.wechat_quota import FEWEST, Figure
from handlers.broadcast_words import same_for_all
from locales import Say


def wechat_words(say: Say, told: Broadcast, figure: Figure, *, with_file: bool) -> list[str]:
    """Nothing when nobody is told there. `figure`: how the month stands for its audience."""
    people = sum(figure.left.values())
    if not people or CHANNEL not in told.audience.get("channels", [CHANNEL]):
        return []
    left = " · ".join(say("audience-wechat-left", people=number, left=left) for left, number in figure.left.items())
    if people < FEWEST or not same_for_all(told, with_file=with_file):
        return [say("audience-wechat", sent=figure.sent, left=left)]
    lines = [say("audience-wechat-mass", sent=figure.sent, left=left)]
    if last := figure.left.get(1):
        lines.append(say("audience-wechat-last", people=last))
    if none := figure.left.get(0):
        lines.append(
            say("audience-wechat-none" if told.purpose == "news" else "audience-wechat-otherwise", people=none)
        )
    return lines
