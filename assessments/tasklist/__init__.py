"""The list of dossiers and the task list of one."""
