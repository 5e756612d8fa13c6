"""What WeChat's error codes mean, and what to do about each.

The codes are those of https://developers.weixin.qq.com/doc/service/guide/dev/errorcode.html.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Cure = Literal["renew", "later", "stop", "alarm", "gone", "sent", "soon", "again", "refused"]
"""``renew`` the token once and try once more; ``later``: keep it for the next contact; ``stop`` for today;
``alarm``: the account is not set up for it; ``gone``: the person does not follow; ``sent`` already; ``soon``: try in a
minute; ``again``: try at once; ``refused``: it cannot be sent like this."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """An error code in words."""

    cure: Cure
    words: str
    mend: str = ""


_LATER: Final = "nothing: a notice of a service goes instead, and it is said at the next contact"
MEANINGS: Final[Mapping[int, Meaning]] = {
    -1: Meaning("again", "WeChat is busy", "try again in a moment"),
    40001: Meaning(
        "renew",
        "the app secret is wrong, or the access token was replaced",
        "take WECHAT_APP_SECRET anew from the back office; no other program may fetch tokens by the old way",
    ),
    40002: Meaning("refused", "the kind of token asked for is unknown"),
    40003: Meaning("gone", "the openid is not one of this account's"),
    40007: Meaning("refused", "the uploaded picture is gone or unknown"),
    40009: Meaning("refused", "the picture is too large"),
    40013: Meaning("alarm", "the app id is wrong", "check WECHAT_APP_ID: it begins with wx and has 18 letters"),
    40014: Meaning("renew", "the access token is wrong"),
    40033: Meaning("refused", "the request holds characters written as \\uXXXX"),
    40037: Meaning("alarm", "the template is unknown", "check WECHAT_TEMPLATE_ID in the back office, under 模板消息"),
    40125: Meaning("alarm", "the app secret is wrong", "take WECHAT_APP_SECRET anew from the back office"),
    40130: Meaning("refused", "a mass sending needs two people at least"),
    40163: Meaning("refused", "the code of a page's visitor was used already"),
    40164: Meaning("alarm", "this machine's address is not on the list", "add it in the back office, under IP 白名单"),
    40029: Meaning("refused", "the code of a page's visitor is wrong"),
    40243: Meaning("alarm", "the app secret is frozen", "thaw it in the back office"),
    41001: Meaning("renew", "the access token is missing"),
    42001: Meaning("renew", "the access token is over"),
    43004: Meaning("gone", "the person does not follow the account", "nothing: until they come again nothing is sent"),
    43101: Meaning("later", "the person did not agree to this notice, or it was used up"),
    43116: Meaning("alarm", "the template is not good any more", "choose another in the back office"),
    45002: Meaning("refused", "the text is too long"),
    45009: Meaning(
        "stop",
        "the calls of the day are used up",
        "wait until midnight in Beijing, or clear it in the back office",
    ),
    45011: Meaning("soon", "too many calls in a minute"),
    45015: Meaning("later", "the person has said nothing for 48 hours", _LATER),
    45028: Meaning("stop", "no mass sending is left", "wait for the next month"),
    45047: Meaning("later", "too many messages since the person last said something", _LATER),
    45064: Meaning("refused", "the account's menu holds a mini program that is not linked"),
    45065: Meaning("sent", "this mass sending was made already", "nothing: it counts as sent"),
    45066: Meaning("soon", "the same mass sending is being made", "nothing: it is tried again under its name"),
    45067: Meaning("refused", "the name of the mass sending is too long"),
    47003: Meaning("refused", "a value does not fit into the template"),
    48001: Meaning(
        "alarm",
        "the account may not use this interface",
        "a verified service account (认证服务号) may; see 接口权限",
    ),
    48004: Meaning("alarm", "the interface was closed for this account", "see the notices in the back office"),
    50002: Meaning("alarm", "the account is limited", "see the notices in the back office"),
    61004: Meaning("alarm", "this machine's address is not on the list", "add it in the back office, under IP 白名单"),
    61007: Meaning("alarm", "the interface was not granted", "see 接口权限 in the back office"),
}
BEING_MADE: Final = frozenset({-1, 45066})
"""What WeChat says when a mass sending may be under way: it is tried again under the same name."""
NONE_LEFT: Final = 45028
_UNKNOWN: Final = Meaning("refused", "an error that we do not know", "look it up on WeChat's page of error codes")


class WechatError(Exception):
    """WeChat refused a call. `code` is its error code, `given` its whole answer."""

    def __init__(self, code: int, message: str, given: Mapping[str, object] | None = None) -> None:
        super().__init__(f"{code}: {meaning(code).words} ({message})")
        self.code = code
        self.given = given or {}

    @property
    def cure(self) -> Cure:
        """What to do about it."""
        return meaning(self.code).cure


class WechatUnreachable(Exception):
    """No answer came: what was asked for may or may not have happened."""


class WechatAway(WechatUnreachable):
    """WeChat could not be reached: what was asked for has not happened."""


def meaning(code: int) -> Meaning:
    """An error code in words, with what to do."""
    return MEANINGS.get(code, _UNKNOWN)
