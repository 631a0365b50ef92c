"""Two who put records in order at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from assessments.dossiers.operations import opening, reference
from assessments.models import Assessment, Cycle, Sector
from assessments.records.operations import order, writing
from partners.models import Country
from techbank.audit.models import Entry
from tests.factories.cast import NOON, make_cast

KEYS = ("energy", "water", "youth", "trade")


def test_two_who_move_at_the_same_time_leave_every_record_in_one_place(own_database: Any) -> None:
    cast = make_cast()
    reference.load()
    assessment: Assessment = opening.open_assessment(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title="Needs of Testland",
        language="en",
        by=cast.amara,
        at=NOON,
    )
    rows = [
        writing.save_record(
            assessment=assessment,
            kind="sector",
            record_id=None,
            values={"key": key},
            base_version=None,
            by=cast.amara,
            at=NOON,
        )
        for key in KEYS
    ]
    gate = Barrier(4)

    def shuffle(number: int) -> int:
        gate.wait()
        try:
            return sum(
                order.move_record(
                    assessment=assessment,
                    kind="sector",
                    record_id=rows[number].pk,
                    up=(turn + number) % 3 > 0,
                    by=cast.amara,
                    at=NOON,
                )
                for turn in range(6)
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        moved = sum(pool.map(shuffle, range(4)))

    sectors = list(Sector.objects.filter(assessment=assessment))
    assert [row.position for row in sectors] == [1, 2, 3, 4]
    assert {row.key for row in sectors} == set(KEYS)
    assert Entry.objects.filter(verb="sector.moved").count() == moved
