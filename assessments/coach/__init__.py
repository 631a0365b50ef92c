"""What a donor would ask of the plan."""
