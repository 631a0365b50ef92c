"""Mutation runs: does any test notice when a line of the product is changed?

`make mutants AREA=scoring`, see docs/decisions/0029-mutation-runs.md.
"""
