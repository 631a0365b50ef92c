"""Keeping and comparing revisions."""
