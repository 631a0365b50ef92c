"""Sources and files of facts."""
