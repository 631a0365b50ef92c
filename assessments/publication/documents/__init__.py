"""Engines: a frozen snapshot in, the bytes of a document out. No database, no clock.

``plan`` loads the press and belongs to the worker; ``store``, ``tables`` and ``archived`` are light
and are for everybody.
"""
