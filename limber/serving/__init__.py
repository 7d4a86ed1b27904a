"""Runs Limber: one process with the actions inside, logs, health, training, asking."""
