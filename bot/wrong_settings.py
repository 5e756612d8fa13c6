"""What is said of a setting that is not usable: its name, what was given unless it is secret, and what is allowed."""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

_ALLOWED: Final = {
    "demo": "true or false",
    "answer_from": "a number above 0 and up to 1",
    "offer_from": "a number above 0 and up to 1",
    "telegram_per_second": "a number above 0 and up to 30, or up to 1000 with TELEGRAM_PAID_BROADCAST=true",
    "telegram_paid_broadcast": "true or false",
    "broadcasts_per_week": "a whole number from 0 (no limit) to 100",
    "wechat_per_second": "a number above 0 and up to 1000",
    "stop_seconds": "a number from 0 to 300",
}
"""For what the field itself does not say in words; whole numbers and choices do."""
_SECRETS: Final = frozenset(
    {"telegram_token", "telegram_webhook_secret", "database_url", "data_key"}
    | {"wechat_token", "wechat_app_secret", "wechat_aes_key", "wechat_aes_key_previous"}
)


def explain(problem: Any, fields: Mapping[str, FieldInfo]) -> str:
    """One of pydantic's errors as a line for the operator."""
    what = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return what
    name = str(problem["loc"][0])
    if allowed := _ALLOWED.get(name) or _allowed(fields[name]):
        what = f"allowed: {allowed}"
    shown = "the value given" if name in _SECRETS else repr(problem.get("input"))
    return f"{name.upper()}: {shown} is not usable; {what[0].lower()}{what[1:]}"


def _allowed(field: FieldInfo) -> str | None:
    """What a whole number or a choice may be."""
    if get_origin(field.annotation) is Literal:
        *others, last = map(str, get_args(field.annotation))
        return f"{', '.join(others)} or {last}"
    least = next((bound.ge for bound in field.metadata if hasattr(bound, "ge")), None)
    most = next((bound.le for bound in field.metadata if hasattr(bound, "le")), None)
    if field.annotation is int and least is not None and most is not None:
        return f"a whole number from {least} to {most}"
    return None
