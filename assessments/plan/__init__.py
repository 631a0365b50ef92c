"""The plan's costs, causes and published totals."""
