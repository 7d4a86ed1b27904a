"""Ways in and out: one shared entry, and what Rasa's channels lack."""
