"""Conversation tests: cases in YAML, checked against what Limber says."""
