"""How the tables of the WeChat channel belong to a person."""

from typing import Final

from db.belonging import Belonging, by_identity, without
from db.wechat_tables import wechat_kept, wechat_mass, wechat_mass_reach, wechat_token

WECHAT_BELONGINGS: Final = (
    *(Belonging(table, "the account's own: nothing of a person's") for table in (wechat_token, wechat_mass)),
    Belonging(
        wechat_kept,
        "what waits to be said to them on WeChat",
        by_identity(wechat_kept.c.identity_id),
        without("identity_id", "said_with"),
        follows=True,
    ),
    Belonging(
        wechat_mass_reach,
        "how many mass sendings of a month they got on WeChat",
        by_identity(wechat_mass_reach.c.identity_id),
        without("identity_id"),
        follows=True,
    ),
)
