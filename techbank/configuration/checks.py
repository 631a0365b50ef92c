"""System checks with ids: wrong settings and missing libraries, each with what to do about it.

E001 missing value · E002 not yes or no · E003 not a whole number · E004 not one of the words ·
E005 not a PostgreSQL address · E006 Pango missing · W007 harfbuzz-subset missing · E010 signing
key unusable · W011 its certificate is not valid now.
"""

import ctypes.util
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

from techbank import signing


@register()
def environment_is_right(**_: Any) -> list[CheckMessage]:
    return [
        Error(problem.sentence, hint=problem.hint, id=problem.id)
        for problem in settings.ENVIRONMENT.problems
    ]


@register()
def signing_key_can_be_used(**_: Any) -> list[CheckMessage]:
    """A configured key must open, and its certificate must be valid."""
    try:
        key = signing.configured()
    except signing.KeyProblem as problem:
        return [
            Error(
                f"The key under documents cannot be used: {problem}.",
                hint="SIGNING_KEY_FILE names a PKCS#12 file and SIGNING_KEY_PASSPHRASE opens it. "
                "Leave both out, and documents are not signed.",
                id="techbank.E010",
            )
        ]
    if key is None or key.is_valid_on(timezone.now()):
        return []
    return [
        Warning(
            "The certificate of the key under documents is not valid today.",
            hint="Get a new one, and name it with SIGNING_KEY_FILE.",
            id="techbank.W011",
        )
    ]


@register()
def documents_can_be_set(**_: Any) -> list[CheckMessage]:
    """Pango lays out documents' text; harfbuzz-subset makes them two to three times faster."""
    missing: list[CheckMessage] = []
    for library in ("pango-1.0", "pangoft2-1.0"):
        if not ctypes.util.find_library(library):
            missing.append(
                Error(
                    f"The library {library} is missing: no document can be produced.",
                    hint="Install libpango-1.0-0 and libpangoft2-1.0-0 (make system).",
                    id="techbank.E006",
                )
            )
    if not ctypes.util.find_library("harfbuzz-subset"):
        missing.append(
            Warning(
                "The library harfbuzz-subset is missing: documents take about three times longer.",
                hint="Install libharfbuzz-subset0 (make system).",
                id="techbank.W007",
            )
        )
    return missing
