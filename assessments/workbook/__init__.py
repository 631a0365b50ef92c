"""A dossier as a spreadsheet: downloaded, filled in, uploaded."""
