"""Random faults against the saving protocol, and the count of characters that were lost: zero.

A person's two tabs and a colleague's write in the same places while requests and answers get
lost, sessions end, pages are closed, the plain form is sent, the dossier is submitted. Hypothesis
chooses what happens and makes a failing story short.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from assessments.models import Answer, Assessment, Need, RecordRevision, Revision, SentWrite
from assessments.review.operations import path
from partners.models import User
from tests.factories.cast import NOON
from tests.factories.devices import Address, Device

SHORT, LONG, NUMBER = "team.lead_ministry", "team.mandate", "team.women"
TABS = ("amara's", "amara's second", "the colleague's")
# What a writer erases is more than the forty characters that may be erased without a trace.
_LONGEST, _LEFT = 120, 40
NETWORK = ("fine", "fine", "request lost", "answer lost", "sent twice")

tabs = st.sampled_from(TABS)
# Most of it happens in one place, as it does in a workshop.
places = st.sampled_from((0, 0, 0, 1, 2, 3))
networks = st.sampled_from(NETWORK)


class Tally(Counter[str]):
    """What was tried: sequences, steps, texts, characters, and characters lost."""

    def __str__(self) -> str:
        return ", ".join(f"{self[name]} {name}" for name in sorted(self))


class Faults(RuleBasedStateMachine):
    """One story: a dossier that two people write in, on three tabs."""

    dossier: Assessment
    people: tuple[User, User]
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        # Every story begins with the same dossier and leaves it as it was.
        self.undo = transaction.atomic()
        self.undo.__enter__()
        first, second = self.people
        owners = zip(TABS, (first, first, second), strict=True)
        self.devices = {name: Device(self.dossier, person) for name, person in owners}
        need = str(Need.objects.filter(assessment=self.dossier).values_list("pk", flat=True)[0])
        self.places = [
            Address(SHORT),
            Address(LONG),
            Address(NUMBER),
            Address(need=need, field="statement"),
        ]
        self.words: list[str] = []
        for device in self.devices.values():
            for place in self.places:
                device.open(place)
        self.tally["sequences"] += 1

    def _word(self) -> str:
        self.words.append(f"w{uuid4().hex[:11]}")
        self.tally["texts"] += 1
        self.tally["characters"] += len(self.words[-1])
        return self.words[-1]

    def _typed(self, tab: str, place: int, change: Callable[[str], str]) -> None:
        self.tally["steps"] += 1
        device, address = self.devices[tab], self.places[place]
        held = device.fields[address]
        if held.draft:
            # What is still in the field may be changed: only what its writer leaves counts.
            device.type(address, f"{held.draft} {self._word()}")
            return
        device.type(address, change(self._word()))

    def _shown(self, tab: str, place: int) -> str:
        """What the writer goes on from: the text on its way, or what the server has by now.

        A text that is too long loses more of its beginning than a revision may grow over.
        """
        held = self.devices[tab].fields[self.places[place]]
        now = Answer.objects.filter(assessment=self.dossier, key=self.places[place].key).first()
        text = held.sent.text if held.sent else now.value if now else ""
        if not isinstance(text, str):
            return ""
        return text if len(text) <= _LONGEST else text[-_LEFT:]

    @rule(tab=tabs, place=places)
    def writes(self, tab: str, place: int) -> None:
        self._typed(tab, place, lambda word: word)

    @rule(tab=tabs, place=places, network=networks)
    def writes_on_and_sends(self, tab: str, place: int, network: str) -> None:
        before = self._shown(tab, place)
        self._typed(tab, place, lambda word: f"{before} {word}".strip())
        self.devices[tab].send(self.places[place], network)

    @rule(tab=tabs, place=places, network=networks)
    def begins_again_and_sends(self, tab: str, place: int, network: str) -> None:
        self._typed(tab, place, lambda word: word)
        self.devices[tab].send(self.places[place], network)

    @rule(tab=tabs, place=places, network=networks)
    def sends_again(self, tab: str, place: int, network: str) -> None:
        self.tally["steps"] += 1
        self.devices[tab].send(self.places[place], network)

    @rule(tab=tabs)
    def comes_back_and_sends_everything(self, tab: str) -> None:
        self.tally["steps"] += 1
        self.devices[tab].sign_in()
        for place in self.places:
            self.devices[tab].send(place, "fine")

    @rule(tab=tabs)
    def opens_the_page_again(self, tab: str) -> None:
        self.tally["steps"] += 1
        for place in self.places:
            self.devices[tab].open(place)

    @rule(tab=tabs, place=places, how=st.sampled_from(("mine", "theirs", "both")))
    def settles(self, tab: str, place: int, how: str) -> None:
        self.tally["steps"] += 1
        self.devices[tab].settle(self.places[place], how)

    @rule(tab=tabs)
    def is_signed_out(self, tab: str) -> None:
        self.tally["steps"] += 1
        self.devices[tab].sign_out()

    @rule(tab=tabs)
    def signs_in(self, tab: str) -> None:
        self.tally["steps"] += 1
        self.devices[tab].sign_in()

    @rule(tab=tabs)
    def sends_the_plain_form(self, tab: str) -> None:
        """The whole page without the module, while others write."""
        self.tally["steps"] += 1
        browser = self.devices[tab].browser
        page = browser.get(f"/assessments/{self.dossier.pk}/sections/team/")
        form = page.context.get("form") if page.context else None
        if page.status_code != 200 or form is None:
            return
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        browser.post(page.request["PATH_INFO"], sent | {SHORT: self._word(), "complete": "no"})

    @rule()
    def the_dossier_is_handed_in_and_back(self) -> None:
        """The sections are locked for a moment: what is sent then is refused, and kept."""
        self.tally["steps"] += 1
        for place in self.places:
            for device in self.devices.values():
                held = device.fields[place]
                if held.draft is None or held.sent is not None:
                    continue
                Assessment.objects.filter(pk=self.dossier.pk).update(withdrawn_at=None)
                self._while_locked(device, place)
                return

    def _while_locked(self, device: Device, place: Address) -> None:
        point = transaction.savepoint()
        path.withdraw(assessment=self.dossier, by=self.people[0], at=NOON, reason="For a moment.")
        device.send(place, "fine")
        transaction.savepoint_rollback(point)

    def teardown(self) -> None:
        try:
            self._count()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _count(self) -> None:
        for device in self.devices.values():
            self.tally.update(device.outcomes)
        stored = _everything_stored(self.dossier)
        held = [text for device in self.devices.values() for text in device.in_hand()]
        everywhere = "\n".join([stored, *held])
        lost = [word for word in self.words if word not in everywhere]
        self.tally["characters lost"] += sum(len(word) for word in lost)
        assert lost == []
        uuids = list(SentWrite.objects.values_list("client_uuid", flat=True))
        assert len(uuids) == len(set(uuids))
        for key in (SHORT, LONG, NUMBER):
            _no_version_twice(self.dossier, key)


def _everything_stored(dossier: Assessment) -> str:
    """Answers, records and the history of both, as one text."""
    values: list[Any] = [
        *Answer.objects.filter(assessment=dossier).values_list("value", flat=True),
        *Revision.objects.filter(assessment=dossier).values_list("value", flat=True),
        *RecordRevision.objects.filter(assessment=dossier).values_list("values", flat=True),
        *Need.objects.filter(assessment=dossier).values_list("statement", flat=True),
    ]
    return json.dumps(values, ensure_ascii=False)


def _no_version_twice(dossier: Assessment, key: str) -> None:
    """A write that was sent again made no second revision: the versions are told once each."""
    rows = Revision.objects.filter(assessment=dossier, key=key, outcome="saved")
    covered: list[int] = []
    for first, last in rows.values_list("first_version", "version"):
        covered += range(first, last + 1)
    assert len(covered) == len(set(covered))


def run(
    dossier: Assessment,
    people: tuple[User, User],
    *,
    sequences: int,
    steps: int,
    shrink: bool = True,
) -> Tally:
    """Run so many stories of so many steps, the same ones every time."""
    text = Tally()
    story = type("Story", (Faults,), {"dossier": dossier, "people": people, "tally": text})
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
        ),
    )
    return text
