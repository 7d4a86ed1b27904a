"""Stores of Limber's own, named in endpoints.yml."""
