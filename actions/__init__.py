"""What Limber does on each turn: one small class a file, each with a reply of its own."""
