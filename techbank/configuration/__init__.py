"""The settings' environment: reading it, checking it, and the form of log lines."""
