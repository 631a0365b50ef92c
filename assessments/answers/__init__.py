"""Writing answers: saved by themselves, in conflict, with their history."""
