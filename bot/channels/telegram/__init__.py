"""Telegram: updates by long polling or by webhook, answers through the Bot API."""

from bot.channels.telegram.channel import Telegram

__all__ = ["Telegram"]
