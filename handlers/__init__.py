"""The conversation: one aiogram router for each family of intents.

The package itself imports nothing, so that `handlers.reply`, which composes answers, can be used without a chat
framework.
"""
