"""Charts as SVG text: the same on a page and in a PDF, readable in grey, without script or style.

Callers bring every word and every formatted figure; the charts bring geometry. Each SVG has
`role="img"`, a `<title>` and a `<desc>`; the same figures belong in a table next to it.
"""

from techbank.charts.bars import Bar, bars
from techbank.charts.gantt import Task, gantt
from techbank.charts.stacked import Stack, stacked_bars

__all__ = ["Bar", "Stack", "Task", "bars", "gantt", "stacked_bars"]
