"""What PostgreSQL is asked for beside rows: locks by name, rights of the application's role."""
