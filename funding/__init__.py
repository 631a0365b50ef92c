"""Funding: promises, money, and figures that explain themselves."""
