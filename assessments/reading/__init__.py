"""A dossier as it is read: contents, completeness, as submitted."""
