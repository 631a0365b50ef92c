"""An approved plan against what was done and spent."""
