"""Training of the encoder's adapted layers; see adapt.py."""
