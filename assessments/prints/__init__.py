"""Prints on paper: the blank questionnaire, and a dossier as it is now."""
