"""SMS and WhatsApp through Twilio.

Rasa's own channel is not built upon: it checks no signature, fails on media without words, and sends
while everybody waits. Twilio's API is a form over HTTP, which aiohttp, there with Rasa, speaks.
"""

from limber.channels.twilio.channel import TwilioChannel

__all__ = ["TwilioChannel"]
