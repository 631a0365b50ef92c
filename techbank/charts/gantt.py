"""Activities on a time line: bars from first to last day, predecessors as arrows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from techbank.charts.drawing import (
    BLUE,
    INK,
    LINE,
    QUIET,
    TEXT,
    Canvas,
    extent_of,
    folded,
    number,
    shape,
)

LABEL, ROW, HEAD = 250.0, 26.0, 24.0
GROUP_ROW, THICK = 22.0, 12.0
THIN, KEYS = 5.0, 20.0
PALE, TODAY = "#b9d0e6", "#7a5a1e"
SMALL, SMALLEST, LINE_STEP = 9.2, 6.0, 11.0
YEAR = 32.0
"""The least width for the label of a year."""
BESIDE, BESIDE_ARROW = 7.0, 15.0
"""From the end of a bar to its dates; an arrow that starts there needs more."""


@dataclass(frozen=True)
class Task:
    """A row. `group` rows are headings spanning their tasks; a missing date leaves the bar open.

    `dates` is how the period is written beside the bar, or why there is none.
    """

    key: str
    label: str
    starts_on: date | None
    ends_on: date | None
    dates: str = ""
    group: bool = False
    after: str | None = None


@dataclass(frozen=True)
class _Bar:
    """Where a bar begins and ends on the time line, and the middle of its height."""

    start: float
    end: float
    middle: float


@dataclass(frozen=True)
class Against:
    """Actual dates of the tasks until ``today``: by key, the first and last known day of a thin bar
    over the planned one, which is then pale. ``words`` explain the planned bar, the thin one and
    the line of today."""

    actual: Mapping[str, tuple[date, date]]
    today: date
    words: tuple[str, str, str]

    @property
    def days(self) -> list[date]:
        return [self.today, *(day for pair in self.actual.values() for day in pair)]


class _Scale:
    """Days to x positions, over whole years, from the first 1 January to the last 31 December."""

    def __init__(self, tasks: Sequence[Task], room: float, more: Sequence[date] = ()) -> None:
        days = [day for task in tasks for day in (task.starts_on, task.ends_on) if day]
        years = [day.year for day in (*days, *more)]
        self.first, self.last = (min(years), max(years)) if years else (0, -1)
        self.room = room
        self.days = (date(self.last + 1, 1, 1) - date(self.first, 1, 1)).days if years else 1

    def at(self, day: date, *, through: bool = False) -> float:
        passed = (day - date(self.first, 1, 1)).days + (1 if through else 0)
        return LABEL + passed / self.days * self.room


def gantt(
    tasks: Sequence[Task],
    *,
    title: str,
    description: str,
    direction: str = "ltr",
    against: Against | None = None,
    within: Sequence[date] = (),
) -> SafeString:
    """One row for each task, in the given order; the time line runs in the reading direction.

    `within` are further days the time line must cover, so that continued charts have one scale.
    """
    canvas = Canvas(direction)
    more = (*within, *(against.days if against else ()))
    scale = _Scale(tasks, canvas.width - LABEL - 4, more)
    tops, height = _rows(tasks)
    _draw_years(canvas, scale, height)
    bars = _bars(scale, tasks, tops, against)
    if against:
        _draw_today(canvas, scale, against, height)
        height += KEYS
    for task, top in zip(tasks, tops, strict=True):
        if task.group:
            _draw_group(canvas, task, top)
        else:
            _draw_task(canvas, scale, task, top, against)
    followed = {task.after for task in tasks if task.key in bars}
    for task in tasks:
        if task.key in bars:
            after = bars.get(task.after or "")
            # White words could not be read on a pale bar.
            rooms = _rooms(canvas, bars[task.key], after, leaves=task.key in followed)
            _write_dates(canvas, task.dates, bars[task.key], rooms, on_it=not against)
            _draw_arrow(canvas, after, bars[task.key])
    return canvas.svg(height=height, title=title, description=description, kind="gantt")


def _rows(tasks: Sequence[Task]) -> tuple[list[float], float]:
    tops, at = [], HEAD
    for task in tasks:
        tops.append(at)
        at += GROUP_ROW if task.group else ROW
    return tops, at + 4


def _draw_years(canvas: Canvas, scale: _Scale, height: float) -> None:
    years = range(scale.first, scale.last + 1)
    room = scale.room / max(1, len(years))
    every = next((step for step in (1, 2, 5) if step * room >= YEAR), 10)
    for year in years:
        at = scale.at(date(year, 1, 1))
        canvas.line(at, HEAD - 6, at, height - 2, stroke=LINE, stroke_width=1)
        if (year - scale.first) % every == 0:
            canvas.text(at + 4, HEAD - 9, str(year), fill=QUIET)
        if len(years) <= 6:
            for month in (4, 7, 10):
                quarter = scale.at(date(year, month, 1))
                canvas.line(quarter, HEAD, quarter, height - 2, stroke="#e9ecef", stroke_width=0.7)
    canvas.line(LABEL, HEAD - 2, canvas.width - 4, HEAD - 2, stroke=QUIET, stroke_width=0.8)


def _draw_group(canvas: Canvas, task: Task, top: float) -> None:
    canvas.rect(0, top + 2, canvas.width - 4, GROUP_ROW - 4, fill="#eef2f6")
    words = folded(task.label, canvas.width - 20, lines=1, size=TEXT * 1.2)[0]
    canvas.text(6, top + 15, words, weight="bold", size=TEXT)


def _draw_label(canvas: Canvas, words: str, middle: float) -> None:
    """On one line, or smaller on two, so that rows do not overlap."""
    lines = folded(words, LABEL - 20)
    size = TEXT if len(lines) == 1 else SMALL
    lines = lines if len(lines) == 1 else folded(words, LABEL - 20, size=size)
    first = middle + 4 - (len(lines) - 1) * LINE_STEP / 2
    for index, line in enumerate(lines):
        canvas.text(6, first + index * LINE_STEP, line, size=size)


def _bars(
    scale: _Scale, tasks: Sequence[Task], tops: Sequence[float], against: Against | None
) -> dict[str, _Bar]:
    """Where the bars of all tasks with a date are."""
    bars = {}
    for task, top in zip(tasks, tops, strict=True):
        actual = against.actual.get(task.key, ()) if against else ()
        days = [day for day in (task.starts_on, task.ends_on, *actual) if day]
        if days and not task.group:
            start, end = scale.at(min(days)), scale.at(max(days), through=True)
            bars[task.key] = _Bar(start, max(end, start + 4.0), top + ROW / 2)
    return bars


def _draw_task(
    canvas: Canvas, scale: _Scale, task: Task, top: float, against: Against | None
) -> None:
    middle = top + ROW / 2
    _draw_label(canvas, task.label, middle)
    canvas.line(0, top + ROW, canvas.width - 4, top + ROW, stroke="#e9ecef", stroke_width=0.6)
    known = [day for day in (task.starts_on, task.ends_on) if day]
    actual = against.actual.get(task.key) if against else None
    if not known and not actual:
        canvas.text(LABEL + 6, middle + 4, task.dates, fill=QUIET, size=TEXT - 1)
    if known:
        _draw_planned(canvas, scale, known, middle, PALE if against else BLUE)
    if actual:
        first, last = scale.at(actual[0]), scale.at(actual[1], through=True)
        canvas.rect(first, middle - THIN / 2, max(last - first, 3.0), THIN, fill=INK)


def _draw_planned(
    canvas: Canvas, scale: _Scale, known: Sequence[date], middle: float, fill: str
) -> None:
    start, end = scale.at(known[0]), scale.at(known[-1], through=True)
    whole = len(known) == 2
    canvas.rect(
        start,
        middle - THICK / 2,
        max(end - start, 4.0),
        THICK,
        fill=fill if whole else "#ffffff",
        stroke=BLUE,
        stroke_width=1,
        stroke_dasharray=None if whole else "2 2",
    )


def _draw_today(canvas: Canvas, scale: _Scale, against: Against, height: float) -> None:
    """The line of today, and below all rows what each mark means."""
    at = scale.at(against.today)
    canvas.line(at, HEAD - 4, at, height - 2, stroke=TODAY, stroke_width=1.4)
    baseline = height + KEYS - 8
    middle, room = baseline - 4, canvas.width / 3
    for index, words in enumerate(against.words):
        left = 6 + index * room
        if index == 0:
            canvas.rect(left, middle - THICK / 2, 22, THICK, fill=PALE, stroke=BLUE, stroke_width=1)
        elif index == 1:
            canvas.rect(left, middle - THIN / 2, 22, THIN, fill=INK)
        else:
            canvas.line(
                left + 11, middle - 8, left + 11, middle + 8, stroke=TODAY, stroke_width=1.4
            )
        canvas.text(left + 28, baseline, words, fill=QUIET)


def _rooms(
    canvas: Canvas, bar: _Bar, after: _Bar | None, *, leaves: bool
) -> tuple[float, float, float]:
    """The free width after the bar, before it and on it, without the room that arrows need."""
    beside = BESIDE_ARROW if leaves else BESIDE
    reached = after is not None and _comes_across(after, bar)
    edge = after.end if after and reached else bar.start
    return canvas.width - bar.end - beside, edge - BESIDE - LABEL, bar.end - bar.start - BESIDE


def _write_dates(
    canvas: Canvas, words: str, bar: _Bar, rooms: tuple[float, float, float], *, on_it: bool
) -> None:
    """After the bar, before it, or on it: the first place with enough room.

    Smaller if no place has enough; left out if they would be too small to read.
    """
    after, before, inside = rooms
    needed = extent_of(words, SMALL)
    free = {"after": after, "before": before} | ({"inside": inside} if on_it else {})
    widest = max(free, key=lambda place: free[place])
    place = next((place for place, room in free.items() if room >= needed), widest)
    size = SMALL * min(1.0, free[place] / max(needed, 1.0))
    if size < SMALLEST:
        return
    at, side = {
        "after": (canvas.width - after, "start"),
        "before": (LABEL + before, "end"),
        "inside": ((bar.start + bar.end) / 2, "middle"),
    }[place]
    fill = "#ffffff" if place == "inside" else QUIET
    canvas.text(at, bar.middle + 3.5, words, side=side, fill=fill, size=size)


def _comes_across(before: _Bar, after: _Bar) -> bool:
    """Whether the arrow between them ends at the side of the bar, not above or below it."""
    return before.end < after.start - 8


def _draw_arrow(canvas: Canvas, before: _Bar | None, after: _Bar) -> None:
    if before is None:
        return
    end, from_y = before.end, before.middle
    to_x, to_y = after.start, after.middle
    way = 1 if to_y > from_y else -1
    if _comes_across(before, after):
        turn = end + 4
        points = [(end, from_y), (turn, from_y), (turn, to_y), (to_x - 3, to_y)]
        tip = [(to_x - 4, to_y - 2.5), (to_x - 4, to_y + 2.5), (to_x, to_y)]
    else:  # the follower begins at once or earlier: down from the bar
        at, edge = min(to_x + 3, end), to_y - way * THICK / 2
        points = [(at, from_y + way * THICK / 2), (at, edge - way * 3)]
        if at < to_x + 3:
            points = [(end, from_y), (to_x + 3, from_y), (to_x + 3, edge - way * 3)]
            at = to_x + 3
        tip = [(at - 2.5, edge - way * 4), (at + 2.5, edge - way * 4), (at, edge)]
    canvas.path(points, stroke=INK, stroke_width=0.8)
    corners = " ".join(f"{number(canvas.x(at))},{number(y)}" for at, y in tip)
    canvas.pieces.append(shape("polygon", points=corners, fill=INK))
