"""What Limber does when machines, stores and clocks fail, with every message and reply counted."""
