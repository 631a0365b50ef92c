"""The page that says what won, by how much, and how sure that is."""
