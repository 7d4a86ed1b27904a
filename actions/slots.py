"""Slots: what a conversation remembers. Declared in domain.yml."""

STRETCH = "stretch"
"""Id of the stretch last spoken of."""

MUSCLE = "muscle"
"""Id of the muscle last spoken of."""

TOPIC = "topic"
"""Id of the content item last spoken of, whatever its kind."""

LISTING = "listing"
"""Ids of the stretches last listed, in order."""

ASKED = "asked"
"""The questions last answered: a list of {"intent", "entities": [[entity, id]]}."""

OFFER = "offer"
"""What "yes" means now: {"intent", "entities"}, or None."""

HOLD = "hold"
"""What the conversation is on hold for: {"tier", "groups", "other", "light"}, or None."""

PENDING = "pending"
"""The sign that was asked about and not answered yet: {"tier", "groups", "other", "light"}, or None."""
