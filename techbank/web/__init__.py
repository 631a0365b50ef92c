"""What happens to every request and response, whatever page it is for."""
