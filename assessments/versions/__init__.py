"""Moving a dossier to a newer questionnaire."""
