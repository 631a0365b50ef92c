"""Assessments made outside the portal."""
