"""Who writes which section, and until when."""
