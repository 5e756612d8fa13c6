"""One module a channel: an outside message becomes an `Update`, an aiogram method becomes an outside message."""
