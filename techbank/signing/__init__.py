"""The portal's own signature on documents, if a key is configured.

A signed copy is the document with the signature added at its end (PAdES baseline B, ETSI EN 319
142-1): the document's own bytes come first, unchanged.
"""

from techbank.signing.key import KeyProblem, SigningKey, configured, read_key

__all__ = ["KeyProblem", "SigningKey", "configured", "read_key"]
