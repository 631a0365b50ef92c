"""Revisions: keeping and comparing them."""
