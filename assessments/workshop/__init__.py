"""A scoring session: the room, the phones, freezing."""
