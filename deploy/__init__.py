"""Limber on several machines, and the same on one for tests and for trying it out."""
