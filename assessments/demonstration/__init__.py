"""The worked dossier of the invented country."""
