"""The processes of the default set-up: private servers, and what keeps all of them running."""
