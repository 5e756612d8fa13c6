"""The web page's channel: one WebSocket a page, in the protocol of docs/web-protocol.md."""

from bot.channels.web.channel import Web
from bot.channels.web.session import address_of

__all__ = ["Web", "address_of"]
