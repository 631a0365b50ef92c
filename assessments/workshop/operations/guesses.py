"""How often somebody may try: wrong codes, seats taken. Counted by digests, kept for a day."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from assessments.models import GuessCount

_FORGOTTEN_AFTER = timedelta(days=1)
_TRY = """
INSERT INTO assessments_guesscount AS kept (key, count, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN kept.until <= %s THEN 1 ELSE kept.count + 1 END,
    until = CASE WHEN kept.until <= %s THEN EXCLUDED.until ELSE kept.until END
RETURNING count
"""


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries in each stretch of time that begins with the first."""

    name: str
    most: int
    during: timedelta


# A room shares one address, so wrong codes are counted and right ones are not: of 730 million
# codes, thirty wrong ones in ten minutes lead nowhere.
WRONG_CODES = Limit("wrong codes from one address", 30, timedelta(minutes=10))
WRONG_CODES_IN_ALL = Limit("wrong codes in all", 2_000, timedelta(minutes=10))
# The same tries, when the whole portal is being guessed at.
ONE_WRONG_CODE = Limit(WRONG_CODES.name, 1, WRONG_CODES.during)
JOINING = Limit("seats taken in one session", 120, timedelta(minutes=1))


def _key(limit: Limit, of: str) -> str:
    # With the secret key: an address cannot be guessed back from the digest.
    return hashlib.sha256(f"{settings.SECRET_KEY}\n{limit.name}\n{of}".encode()).hexdigest()


def too_many(*, limit: Limit, of: str, at: datetime) -> bool:
    """Whether the tries of this stretch of time are used up. One query."""
    rows = GuessCount.objects.filter(key=_key(limit, of), until__gt=at)
    return rows.filter(count__gte=limit.most).exists()


def count_try(*, limit: Limit, of: str, at: datetime) -> bool:
    """Count one try; False when it is one too many. One statement, exact under any load."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [_key(limit, of), at + limit.during, at, at])
        (count,) = cursor.fetchone()
    if count == 1:
        GuessCount.objects.filter(until__lte=at - _FORGOTTEN_AFTER).delete()
    return bool(count <= limit.most)
