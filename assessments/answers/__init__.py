"""Writing answers: saving, saving by itself, conflicts and the history."""
