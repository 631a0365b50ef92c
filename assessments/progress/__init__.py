"""An approved plan compared with what was done and spent."""
