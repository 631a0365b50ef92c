"""A scoring file is read and worked, for the command rank."""
