"""The processes of the default set-up: private servers, and a supervisor that restarts them."""
