"""The safety policy."""
