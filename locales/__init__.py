"""Every sentence the bot says, in Fluent files, and the one function that says them."""

from locales.say import LANGUAGES, Language, Say, say_in

__all__ = ["LANGUAGES", "Language", "Say", "say_in"]
