"""The WeChat official account (公众号): its callback, its customer-service messages, its notices and mass sendings."""

from bot.channels.wechat.channel import Wechat

__all__ = ["Wechat"]
