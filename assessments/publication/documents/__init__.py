"""Functions that make the bytes of a document from a frozen snapshot. No database, no clock.

``plan`` loads the press and is for the worker only; ``store``, ``tables`` and ``archived`` load
nothing large and are for all processes.
"""
