"""Telegram: the Bot API spoken directly, by webhook or by long polling.

Rasa's own channel is not built upon: it needs aiogram 2.15, whose session it closes before it is used, so
that every update fails; and it does its work inside the webhook. The Bot API is JSON over HTTP, which
aiohttp, there with Rasa, speaks.
"""

from limber.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
