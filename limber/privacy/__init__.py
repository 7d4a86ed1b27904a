"""What is kept of people: told, deleted, and cleaned away when it is old; docs/privacy.md has the list."""
