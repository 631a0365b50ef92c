"""The portal's own signature under documents, where a key is configured; without one, nothing.

A signed copy is the document with something added at its end (PAdES baseline B, ETSI EN 319 142-1):
the document's own bytes stand in front of it, unchanged.
"""

from techbank.signing.key import KeyProblem, SigningKey, configured, read_key

__all__ = ["KeyProblem", "SigningKey", "configured", "read_key"]
