"""What a country needs: the dossier, its priorities, its plan, the review, the snapshot."""
