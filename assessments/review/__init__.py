"""Threads, rounds, and the acts of a dossier's path."""
