"""Rasa graph components: reading, entities, sentence vectors, intent, content importer."""
