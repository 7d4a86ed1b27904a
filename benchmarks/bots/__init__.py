"""Whole bots that are compared, each with ``train`` and ``start``."""
