"""Fixtures every test may use: the fixed cast."""

from tests.factories.cast import cast, without_second_factor, world

__all__ = ["cast", "without_second_factor", "world"]
