"""Reads and checks the environment of the settings, and formats log lines."""
