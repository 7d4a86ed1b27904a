"""Slack: events, buttons and a slash command, answered through the Web API.

Rasa's own channel is not built upon: it answers what is delivered again a second time, fails on slash
commands, and loses the reply of a turn that fails after it was taken. The Web API is JSON over HTTP,
which aiohttp, there with Rasa, speaks.
"""

from limber.channels.slack.channel import SlackChannel

__all__ = ["SlackChannel"]
