"""What approval freezes: the snapshot, the plan document, its verification."""
