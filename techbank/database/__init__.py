"""What the portal uses of PostgreSQL besides rows: named locks, rights of the application role."""
