"""Carrying a dossier to a newer questionnaire."""
