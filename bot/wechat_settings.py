"""The settings of the WeChat official account."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings


class WechatSettings(BaseSettings):
    """What the back office of the account (公众平台) says, and how the account is spoken by."""

    wechat_token: SecretStr = SecretStr("")
    """The token of the server settings (服务器配置) of the official account; without it, WeChat stays off."""
    wechat_app_id: str = ""
    """The account's developer id (AppID)."""
    wechat_app_secret: SecretStr = SecretStr("")
    """The account's developer password (AppSecret)."""
    wechat_aes_key: SecretStr = SecretStr("")
    """The EncodingAESKey with which messages are encrypted."""
    wechat_aes_key_previous: SecretStr = SecretStr("")
    """The EncodingAESKey before, while the new one is coming into use."""
    wechat_mode: Literal["safe", "compat", "plain"] = "safe"
    """How messages come, as in the back office: only encrypted, both ways, or as plain text."""
    wechat_api_base: str = "https://api.weixin.qq.com"
    """The server of WeChat's API to speak with."""
    wechat_template_id: str = ""
    """The template of notices when nothing was said for 48 hours; without it, they wait for the next contact."""
    wechat_template_kind: Literal["template", "subscription"] = "template"
    """Whether it is one of the template messages, or of the subscription notices."""
    wechat_per_second: Annotated[float, Field(gt=0, le=1000)] = 5
    """How many messages a second the bot says unasked on WeChat, which takes 500,000 customer-service messages a day
    (接口调用频次限制说明); five a second stay below that."""
    wechat_template_fields: str = "title:thing1,time:time2,remark:thing3"
    """Which fields of the template hold the title, the time and a remark."""

    @field_validator("wechat_token")
    @classmethod
    def _token_as_wechat_allows(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"([A-Za-z0-9]{3,32})?", value.get_secret_value()):
            raise ValueError("allowed: 3 to 32 letters and digits, the same as in the back office")
        return value

    @field_validator("wechat_app_id")
    @classmethod
    def _app_id_as_wechat_writes_it(cls, value: str) -> str:
        if not re.fullmatch(r"(wx[0-9A-Za-z]{16})?", value):
            raise ValueError("allowed: an AppID as WeChat writes it, wx and 16 letters or digits")
        return value

    @field_validator("wechat_aes_key", "wechat_aes_key_previous")
    @classmethod
    def _aes_key_as_wechat_writes_it(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"([A-Za-z0-9]{43})?", value.get_secret_value()):
            raise ValueError("allowed: an EncodingAESKey, 43 letters and digits")
        return value

    @field_validator("wechat_template_fields")
    @classmethod
    def _fields_of_a_template(cls, value: str) -> str:
        if not re.fullmatch(r"(title|time|remark):[a-z_]+\d*(,(title|time|remark):[a-z_]+\d*)*", value):
            raise ValueError("allowed: such as title:thing1,time:time2,remark:thing3")
        return value

    @model_validator(mode="after")
    def _wechat_is_whole(self) -> Self:
        if not self.wechat_token.get_secret_value():
            return self
        wanted = {"WECHAT_APP_ID": self.wechat_app_id, "WECHAT_APP_SECRET": self.wechat_app_secret.get_secret_value()}
        if self.wechat_mode != "plain":
            wanted["WECHAT_AES_KEY"] = self.wechat_aes_key.get_secret_value()
        missing = [name for name, value in wanted.items() if not value]
        if missing:
            raise ValueError(f"WECHAT_TOKEN is set, so {' and '.join(missing)} must be, too")
        return self
