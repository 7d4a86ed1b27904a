"""What stands whatever else is forgotten."""

SAFETY_SLOTS = ("hold", "pending")
"""What a conversation is on hold for, and the sign that was asked about: neither starting over, nor a
new session, nor the cleaning of old events ends them."""
