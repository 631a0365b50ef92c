"""A dossier as a workbook (.xlsx): download, fill in offline, upload."""
