"""Rank acceptability: how often each option has each rank, as bars of equal length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from techbank.charts.drawing import INK
from techbank.charts.stacked import Stack, stacked_bars

# From dark to light: the first rank is the darkest, in grey too.
STEPS: Final = (
    ("#0b2a54", "#ffffff"),
    ("#2f6199", "#ffffff"),
    ("#7ba6cf", INK),
    ("#aecae3", INK),
    ("#d0dfed", INK),
    ("#e9eff5", INK),
)
MOST_RANKS: Final = len(STEPS)


@dataclass(frozen=True)
class RankBar:
    """`shares` of the ranks from the first on, adding to 1; `text` how often it is first."""

    label: str
    shares: Sequence[float]
    text: str


def merged(shares: Sequence[float], most: int = MOST_RANKS) -> list[float]:
    """The first ranks one by one, and the sum of all lower ones as the last item."""
    if len(shares) <= most:
        return list(shares)
    return [*shares[: most - 1], sum(shares[most - 1 :])]


def rank_bars(
    rows: Sequence[RankBar],
    *,
    keys: Sequence[str],
    title: str,
    description: str,
    direction: str = "ltr",
) -> SafeString:
    """One bar for each option; its parts have the number of their rank. `keys` name at most six
    parts, the last of them for all lower ranks."""
    stacks = [Stack(row.label, merged(row.shares, len(keys)), row.text) for row in rows]
    return stacked_bars(
        stacks,
        keys=keys,
        full=1,
        title=title,
        description=description,
        direction=direction,
        marks=[str(place) for place in range(1, len(keys) + 1)],
        series=STEPS,
    )
