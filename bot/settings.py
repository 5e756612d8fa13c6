"""The settings: from the environment, or from ``.env`` in the folder where the program starts; see `.env.example`."""

import re
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.wechat_settings import WechatSettings
from bot.wrong_settings import explain
from knowledge import USUAL, Thresholds

FREE_PER_SECOND = 30
"""Messages a second that cost nothing (core.telegram.org/bots/faq, "How can I message all of my bot's subscribers")."""

PACKS = Path(__file__).parent.parent / "knowledge" / "packs"


class SettingsError(Exception):
    """Settings that the program cannot start with; the message names each, and what is allowed."""


class Settings(WechatSettings):
    """What can be set, with what holds when it is not."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    host: str = "127.0.0.1"
    """The address to listen on; ``0.0.0.0`` for all of this machine's."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port to listen on; 0 lets the system choose one."""
    public_url: str = ""
    """Where the web server is reached from outside, without a path. When set, Telegram delivers by webhook."""
    database_url: str = "sqlite:///data/jinyue.db"
    """``sqlite:///file`` or ``postgresql://user:password@host/name``."""
    data_dir: Path = Path("data")
    """Where the program keeps what it makes for itself, such as the prepared pack."""
    data_key: SecretStr = SecretStr("")
    """Encrypts personal values: 32 bytes in base64. Several, divided by commas, while a new one (the first) replaces
    an old one. When empty, the program makes one in ``DATA_DIR/data.key``."""
    pack: str = "wujin"
    """The content pack: the name of a folder in ``knowledge/packs``, or a path."""

    answer_from: Annotated[float, Field(gt=0, le=1)] = USUAL.answer
    """How likely an entry must be to answer by itself. Lower: more questions answered, and more of them wrongly."""
    offer_from: Annotated[float, Field(gt=0, le=1)] = USUAL.offer
    """How likely an entry must be to be offered ("did you mean"), when none answers. Lower: fewer plain refusals."""

    demo: bool | None = None
    """Whether a pack without offerings of its own shows its samples, for trying out; yes on SQLite unless said."""

    telegram_token: SecretStr = SecretStr("")
    """The bot's token from @BotFather; without it, Telegram stays off."""
    telegram_api_base: str = "https://api.telegram.org"
    """The Bot API server to speak with."""
    telegram_webhook_secret: SecretStr = SecretStr("")
    """What Telegram must send with each webhook call; made from the token when empty."""

    telegram_personal_forms: Literal["link", "allow"] = "link"
    """What Telegram's people are asked for name and phone with: a one-time ``link`` to the web page, so that nothing
    personal passes through servers abroad; or ``allow`` to ask in the chat."""

    remind_viewing: str = "24,2"
    """How many hours before a viewing people are reminded of it, divided by commas; ``off`` for never."""
    remind_event: str = "24,2"
    """The same for events."""
    remind_appointment: str = "24,2"
    """The same for appointments."""

    review_steps: Literal[1, 3] = 1
    """How many different people have to agree before a broadcast goes out: ``1``, or ``3`` for 初审, 复审 and 终审."""
    telegram_per_second: Annotated[float, Field(gt=0, le=1000)] = 25
    """How many messages a second the bot says unasked on Telegram; above 30 only with ``TELEGRAM_PAID_BROADCAST``."""
    telegram_paid_broadcast: bool = False
    """Whether broadcasts may cost Telegram Stars, for which Telegram allows up to 1,000 messages a second."""
    broadcast_faults: Annotated[int, Field(ge=1, le=1000)] = 10
    """How often in a row the same may go wrong until a broadcast pauses itself."""
    broadcasts_per_week: Annotated[int, Field(ge=0, le=100)] = 3
    """How many broadcasts one person is told within seven days, urgent ones and notices about one's own bookings apart;
    0 for no limit. That there is a limit is the practice of offices (C-08); how high it is, each office decides."""
    quiet_hours: str = "21:00-08:00"
    """When broadcasts, and word to staff of who waits, stay until the morning, in the city; ``off`` for never."""

    trusted_proxies: str = "127.0.0.1"
    """Which reverse proxies are believed about a visitor's address: their addresses, divided by commas, or ``*``."""
    web_frame_ancestors: str = "'self'"
    """Which sites may embed the page: the sources of the CSP's ``frame-ancestors``, such as ``https://www.example.gov.cn``."""
    throttle_per_minute: Annotated[int, Field(ge=0, le=10_000)] = 30
    """How many messages a minute one person may send before the bot asks for patience; 0 for any number."""
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 180
    """How many days messages and files are kept."""
    retention_event_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """How many days after an event what people told for it is kept."""
    retention_profile_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """How many days personal fields are kept after they were last confirmed."""
    retention_learning_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """How many days misses and feedback are kept."""
    retention_audit_days: Annotated[int, Field(ge=184, le=3650)] = 1095
    """How many days the audit log is kept; the Cybersecurity Law wants six months at least."""
    stop_seconds: Annotated[float, Field(ge=0, le=300)] = 10
    """How long a stop waits for what is in hand; the rest is answered after the next start."""

    log_format: Literal["auto", "console", "json"] = "auto"
    """``auto`` is ``console`` on a terminal and ``json`` elsewhere."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator(
        "log_format", "log_level", "telegram_personal_forms", "wechat_mode", "wechat_template_kind", mode="before"
    )
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("review_steps", mode="before")
    @classmethod
    def _number_of_steps(cls, value: Any) -> Any:
        return int(value) if isinstance(value, str) and value.strip() in {"1", "3"} else value

    @field_validator("host")
    @classmethod
    def _host_is_a_name(cls, value: str) -> str:
        try:
            ip_address(value)
        except ValueError:
            if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", value):
                raise ValueError("allowed: an IP address or a host name") from None
        return value

    @field_validator("public_url", "telegram_api_base", "wechat_api_base")
    @classmethod
    def _url_of_a_server(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("allowed: http://host or https://host, with a port if need be")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not re.fullmatch(r"sqlite:///.+|postgresql://\S+/\S+", value):
            raise ValueError("allowed: sqlite:///path/to/file, or postgresql://user:password@host:5432/name")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token_as_botfather_writes_it(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"\d{1,20}:[\w-]{3,100}", value.get_secret_value()):
            raise ValueError("allowed: a token as @BotFather writes it, 123456789:AA…")
        return value

    @field_validator("data_key")
    @classmethod
    def _usable_keys(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            from db.vault import BadKey, read_keys  # what asks nothing of the database starts without it

            try:
                read_keys(value.get_secret_value())
            except BadKey as error:
                raise ValueError(str(error)) from None
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret_as_telegram_allows(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError("allowed: 1 to 256 letters, digits, _ and -")
        return value

    @field_validator("web_frame_ancestors")
    @classmethod
    def _sources_of_a_csp(cls, value: str) -> str:
        if not re.fullmatch(r"('self'|'none'|\*|https?://[\w.*:-]+)( ('self'|https?://[\w.*:-]+))*", value):
            raise ValueError(
                "allowed: 'self', 'none', *, or addresses such as https://www.example.gov.cn, divided by spaces"
            )
        return value

    @field_validator("remind_viewing", "remind_event", "remind_appointment")
    @classmethod
    def _hours_before(cls, value: str) -> str:
        if value != "off" and not re.fullmatch(r"[1-9]\d{0,2}( ?, ?[1-9]\d{0,2}){0,4}", value):
            raise ValueError("allowed: up to five whole numbers of hours from 1 to 999, such as 24,2; or off")
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _from_until(cls, value: str) -> str:
        if value != "off" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("allowed: two times such as 21:00-08:00, or off")
        return value

    @model_validator(mode="after")
    def _fast_only_when_paid(self) -> Self:
        if self.telegram_per_second > FREE_PER_SECOND and not self.telegram_paid_broadcast:
            raise ValueError(
                f"TELEGRAM_PER_SECOND={self.telegram_per_second:g}: allowed: at most {FREE_PER_SECOND},"
                " or 1000 with TELEGRAM_PAID_BROADCAST=true"
            )
        return self

    @model_validator(mode="after")
    def _offered_before_answered(self) -> Self:
        if self.offer_from > self.answer_from:
            raise ValueError(f"OFFER_FROM={self.offer_from}: allowed: at most ANSWER_FROM, which is {self.answer_from}")
        return self

    @model_validator(mode="after")
    def _pack_exists(self) -> Self:
        if not (self.pack_folder / "pack.yaml").is_file():
            known = ", ".join(sorted(path.parent.name for path in PACKS.glob("*/pack.yaml")))
            raise ValueError(f"PACK={self.pack!r}: allowed: one of {known}, or the path of a folder with a pack.yaml")
        return self

    @property
    def pack_folder(self) -> Path:
        """The folder of the pack."""
        named = PACKS / self.pack
        return named if re.fullmatch(r"[\w-]+", self.pack) and named.is_dir() else Path(self.pack)

    @property
    def reminders(self) -> dict[str, tuple[int, ...]]:
        """How many hours before people are reminded, by the kind of offering."""
        said = {
            "viewing": self.remind_viewing,
            "event": self.remind_event,
            "appointment": self.remind_appointment,
        }
        return {
            kind: () if hours == "off" else tuple(sorted({int(one) for one in hours.split(",")}, reverse=True))
            for kind, hours in said.items()
        }

    @property
    def quiet_times(self) -> tuple[time, time]:
        """When quiet begins and ends; the same twice when it never is."""
        begins, _, ends = self.quiet_hours.partition("-")
        return (time.fromisoformat(begins), time.fromisoformat(ends)) if ends else (time(), time())

    @property
    def offers_samples(self) -> bool:
        """Whether the pack's samples are offered where it has no offerings of its own."""
        return self.database_url.startswith("sqlite") if self.demo is None else self.demo

    @property
    def thresholds(self) -> Thresholds:
        """From which probability on the bot answers, and offers."""
        return Thresholds(self.answer_from, self.offer_from)

    @property
    def cache_folder(self) -> Path:
        """Where the prepared pack is kept."""
        return self.data_dir / "cache"


def read_settings() -> Settings:
    """The settings; raises `SettingsError` with a line for each that is wrong, never showing a secret's value."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(
            "\n".join(explain(problem, Settings.model_fields) for problem in error.errors(include_url=False))
        ) from None
