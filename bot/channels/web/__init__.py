"""The web page's channel: one WebSocket a page, in the protocol of docs/web-protocol.md."""

from bot.channels.web.channel import Web

__all__ = ["Web"]
