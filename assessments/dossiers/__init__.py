"""Who may see and write a dossier; its lock, page frame, fields, opening, endorsement."""
