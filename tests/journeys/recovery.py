"""After a storm: everything is back, the queues empty, and what was written is looked for."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from playwright.sync_api import Browser, Page

from assessments.models import Answer, Need, RecordRevision, Revision
from tests.factories.losses import Tally
from tests.journeys.fault_story import KEYS, Person, Step, Word, plan, sign_in
from tests.journeys.faults import Spoil, Storm
from tests.stack import Stack, until

QUEUE = "/assessments/outgoing/"
DRAINS_IN = 90.0  # Seconds.


@dataclass
class Recovered:
    """Where the words are: those on the server, and those their writers can still read."""

    server: set[str] = field(default_factory=set)
    with_writers: set[str] = field(default_factory=set)
    merges: int = 0

    def lost(self, words: list[Word]) -> list[Word]:
        return [word for word in words if word.text not in self.server | self.with_writers]


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def after(storm: Storm) -> Recovered:
    """The network, the server and the sessions are back; nothing waits when this returns."""
    recovered = Recovered()
    storm.server_runs()
    for person in storm.people.values():
        person.fates.clear()
        person.replies_come()
        person.go(offline=False)
    for person in storm.people.values():
        page = _empty_the_queue(person)
        _look(storm, person, page, recovered)
    recovered.server = _words_of(json.dumps(_stored(storm), ensure_ascii=False))
    _nothing_twice(storm)
    return recovered


def _empty_the_queue(person: Person) -> Page:
    """What waits for its next try is tried now; nobody presses anything."""
    page = person.context.new_page()
    page.goto(QUEUE)
    if "/accounts/login/" in page.url:
        sign_in(page, person.email)
        page.goto(QUEUE)
    person.go(offline=True)
    person.go(offline=False)
    waiting = page.locator(".outgoing-list [data-state]:visible")
    page.locator("[data-queue]").wait_for()

    def empty() -> bool:
        page.wait_for_timeout(200)
        return waiting.count() == 0

    until(empty, f"everything of {person.email} is sent", DRAINS_IN)
    return page


def _look(storm: Storm, person: Person, page: Page, recovered: Recovered) -> None:
    """The list of texts not sent, and the merge screens, as the person finds them another day."""
    recovered.with_writers |= _words_of(page.locator("[data-queue]").inner_text())
    for other in person.context.pages:
        if other is not page:
            other.close()
    for place in (0, len(KEYS)):
        page.goto(storm.address(Step("", 0, place)))
        page.wait_for_timeout(800)
        panels = page.locator(".merge")
        recovered.merges += panels.count()
        recovered.with_writers |= _words_of(" ".join(panels.all_inner_texts()))


def _stored(storm: Storm) -> list[Any]:
    """Answers, the record, and the history of both."""
    of = {"assessment": storm.id}
    return [
        *Answer.objects.filter(**of).values_list("value", flat=True),
        *Revision.objects.filter(**of).values_list("value", flat=True),
        *Need.objects.filter(**of).values_list("who_benefits", flat=True),
        *RecordRevision.objects.filter(**of).values_list("values", flat=True),
    ]


def _nothing_twice(storm: Storm) -> None:
    """A write that was sent again made no second revision."""
    rows = Revision.objects.filter(assessment=storm.id, outcome="saved")
    for key in KEYS:
        _told_once(rows.filter(key=key))
    saved = RecordRevision.objects.filter(assessment=storm.id, outcome="saved")
    _told_once(saved.filter(record_id=storm.need.pk))


def _told_once(revisions: QuerySet[Any]) -> None:
    covered: list[int] = []
    for first, last in revisions.values_list("first_version", "version"):
        covered += range(first or last, last + 1)
    assert len(covered) == len(set(covered)), sorted(covered)


def live_through(
    stack: Stack,
    browser: Browser,
    dossier: str,
    steps: list[Step],
    *,
    seed: int = 0,
    spoil: Spoil = lambda _context: None,
) -> tuple[Tally, list[Word]]:
    """One story to its end: what was tried, and the words that are nowhere."""
    storm = Storm(stack, browser, dossier, seed, spoil)
    try:
        for step in steps:
            storm.happens(step)
        result = after(storm)
    finally:
        storm.close()
        storm.server_runs()
    lost = result.lost(storm.words)
    storm.tally["stories"] += 1
    storm.tally["merges left open"] += result.merges
    storm.tally["characters lost"] += sum(len(item.text) for item in lost)
    return storm.tally, lost


def stories(stack: Stack, browser: Browser, dossier: str, *, seeds: range, steps: int) -> Tally:
    """Tell the stories of those numbers. A loss says which one, and how to tell it again."""
    text = Tally()
    for seed in seeds:
        script = plan(seed, steps)
        again = f"Story {seed}, told again by STORM_SEED={seed} STORM_STEPS={steps}:"
        try:
            item, lost = live_through(stack, browser, dossier, script, seed=seed)
        except BaseException:
            print(again, *script, sep="\n  ")
            raise
        if lost:
            print(again, *script, "Lost:", *lost, sep="\n  ")
        print(item, flush=True)
        text.update(item)
    return text
