"""One contender a file, each with ``make()``."""
