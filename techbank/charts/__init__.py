"""Charts as SVG text: the same on a page and in a PDF, readable in grey, without script or style.

Callers pass every word and every formatted figure; the charts add the geometry. Each SVG has
`role="img"`, a `<title>` and a `<desc>`; the same figures belong in a table next to it.
"""

from techbank.charts.bars import Bar, bars, longest
from techbank.charts.gantt import Against, Task, gantt
from techbank.charts.qr import qr_code
from techbank.charts.ranks import MOST_RANKS, RankBar, merged, rank_bars
from techbank.charts.stacked import Stack, stacked_bars
from techbank.charts.strip import strip

__all__ = [
    "MOST_RANKS",
    "Against",
    "Bar",
    "RankBar",
    "Stack",
    "Task",
    "bars",
    "gantt",
    "longest",
    "merged",
    "qr_code",
    "rank_bars",
    "stacked_bars",
    "strip",
]
