"""Paper: the blank questionnaire, and a dossier as it stands."""
