"""The hashes of the chain, in the few lines an outside auditor needs to check an export."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def canonical(content: dict[str, Any]) -> str:
    """JSON with sorted keys, no spaces, unescaped characters: equal contents give equal texts.

    Raises ``ValueError`` for NaN and infinities, which JSON does not know.
    """
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest_of(content: dict[str, Any]) -> str:
    """sha256 over the canonical JSON of a content, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def moment(at: datetime) -> str:
    """The instant in UTC with microseconds, as the database trigger writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(*, previous_hash: str, seq: int, at: datetime, payload: str) -> str:
    """sha256 over previous hash, number, instant and payload, one a line."""
    text = f"{previous_hash}\n{seq}\n{moment(at)}\n{payload}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ChainLink:
    """A row of the chain as it is verified."""

    seq: int
    at: datetime
    payload: str
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and why."""

    seq: int
    reason: str


def breaks(links: Iterable[ChainLink]) -> list[Break]:
    """Every place where rows in ascending order do not follow from each other."""
    problems: list[Break] = []
    previous = GENESIS
    expected = 1
    for row in links:
        if row.seq != expected:
            problems.append(Break(row.seq, f"row {expected} is missing"))
        if row.previous_hash != previous:
            problems.append(Break(row.seq, "it does not continue the row before it"))
        computed = link(
            previous_hash=row.previous_hash, seq=row.seq, at=row.at, payload=row.payload
        )
        if computed != row.hash:
            problems.append(Break(row.seq, "its content was changed"))
        previous, expected = row.hash, row.seq + 1
    return problems
