"""The rules of status, over invented events, each rule with a case that fails without it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partners.models import StatusEvent
from partners.queries.status import Status, status_on, years_after

RECORDED = datetime(2020, 1, 1, tzinfo=UTC)
Kind = StatusEvent.Kind


class Book:
    """Events in the order of their recording, one a day."""

    def __init__(self) -> None:
        self.events: list[StatusEvent] = []

    def add(self, kind: str, on: date | None = None, **more: object) -> "Book":
        at = RECORDED + timedelta(days=len(self.events))
        event = StatusEvent(kind=kind, takes_effect_on=on, recorded_at=at, **more)
        self.events.append(event)
        return self

    def on(self, *day: int, known_at: datetime | None = None) -> Status:
        return status_on(self.events, date(*day), known_at=known_at)


def listed() -> Book:
    return Book().add(Kind.INCLUDED, date(1990, 3, 1))


def test_a_country_without_events_is_on_no_list_and_has_no_access() -> None:
    assert Book().on(2026, 1, 1) == Status(day=date(2026, 1, 1))


def test_a_country_is_an_ldc_from_the_day_of_its_inclusion() -> None:
    assert listed().on(1990, 2, 28).is_ldc is False
    assert listed().on(1990, 3, 1).is_ldc is True


def test_an_inclusion_known_by_year_counts_from_the_last_day_of_that_year() -> None:
    book = Book().add(Kind.INCLUDED, date(2012, 1, 1), precision="year")
    assert book.on(2012, 12, 30).is_ldc is False
    assert book.on(2012, 12, 31).is_ldc is True


def test_a_country_stops_being_an_ldc_on_the_day_it_graduates() -> None:
    book = listed().add(Kind.GRADUATED, date(2023, 12, 13))
    assert book.on(2023, 12, 12).is_ldc is True
    assert book.on(2023, 12, 13).is_ldc is False


def test_access_ends_on_the_fifth_anniversary_of_graduation() -> None:
    book = listed().add(Kind.GRADUATED, date(2020, 12, 4))
    assert book.on(2025, 12, 3).may_use_bank is True
    assert book.on(2025, 12, 4).may_use_bank is False
    assert book.on(2025, 12, 4).access_until == date(2025, 12, 4)


def test_five_years_after_a_leap_day_are_whole_years() -> None:
    assert years_after(date(2028, 2, 29), 5) == date(2033, 3, 1)
    assert years_after(date(2028, 2, 28), 5) == date(2033, 2, 28)


def test_a_scheduled_graduation_takes_effect_on_its_day_unconfirmed() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    before, after = book.on(2026, 11, 23), book.on(2026, 11, 24)
    assert (before.is_ldc, before.scheduled_on) == (True, date(2026, 11, 24))
    assert before.scheduled_confirmed is False
    assert (after.is_ldc, after.graduated_on) == (False, date(2026, 11, 24))
    assert after.scheduled_confirmed is False
    assert after.may_use_bank is True


def test_a_later_schedule_supersedes_an_earlier_one() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.GRADUATION_SCHEDULED, date(2029, 11, 24))
    assert book.on(2026, 11, 24).is_ldc is True
    assert book.on(2026, 11, 24).scheduled_on == date(2029, 11, 24)
    assert book.on(2029, 11, 24).is_ldc is False


def test_what_is_recorded_later_counts_even_when_its_day_is_earlier() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2029, 11, 24))
    book.add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    assert book.on(2026, 11, 24).is_ldc is False


def test_the_order_of_recording_counts_not_the_order_of_reading() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.GRADUATION_SCHEDULED, date(2029, 11, 24))
    book.events.reverse()
    assert book.on(2027, 1, 1).is_ldc is True


def test_a_recorded_graduation_confirms_the_schedule() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.GRADUATED, date(2026, 11, 24))
    assert book.on(2026, 11, 24).scheduled_confirmed is True


def test_a_confirmed_day_replaces_a_remembered_one() -> None:
    book = listed().add(Kind.GRADUATED, date(2020, 12, 4), certainty="remembered_day")
    book.add(Kind.GRADUATED, date(2020, 12, 6), certainty="recorded")
    assert book.on(2020, 12, 5).is_ldc is True
    assert book.on(2020, 12, 6).graduated_on == date(2020, 12, 6)
    assert book.on(2020, 12, 6).graduation_day_certain is True


def test_a_new_inclusion_before_the_scheduled_day_cancels_the_schedule() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.INCLUDED, date(2026, 11, 20))
    assert book.on(2027, 1, 1).is_ldc is True


def test_confirming_the_day_of_inclusion_leaves_the_schedule_alone() -> None:
    book = Book().add(Kind.INCLUDED, date(1975, 12, 31), precision="year")
    book.add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.INCLUDED, date(1975, 3, 2), precision="day")
    assert book.on(1975, 3, 2).is_ldc is True
    assert book.on(2026, 11, 24).is_ldc is False


def test_a_first_inclusion_recorded_late_leaves_the_schedule_alone() -> None:
    book = Book().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.INCLUDED, date(1975, 3, 2))
    assert book.on(2026, 11, 24).is_ldc is False


def test_an_inclusion_from_before_the_schedule_was_decided_leaves_it_alone() -> None:
    book = listed().add(
        Kind.GRADUATION_SCHEDULED, date(2026, 11, 24), decided_on=date(2021, 11, 24)
    )
    book.add(Kind.INCLUDED, date(1992, 1, 1))
    assert book.on(2026, 11, 24).is_ldc is False


def test_an_inclusion_after_the_scheduled_day_does_not_undo_it() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(Kind.INCLUDED, date(2028, 1, 1))
    assert book.on(2027, 1, 1).is_ldc is False
    assert book.on(2028, 1, 1).is_ldc is True


def test_a_later_day_of_the_same_inclusion_leaves_the_schedule_alone() -> None:
    book = Book().add(Kind.INCLUDED, date(2012, 3, 1))
    book.add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24)).add(Kind.INCLUDED, date(2012, 12, 18))
    assert book.on(2026, 11, 24).is_ldc is False


def test_a_confirmed_inclusion_may_be_later_than_the_recorded_year() -> None:
    book = Book().add(Kind.INCLUDED, date(2012, 3, 1)).add(Kind.INCLUDED, date(2012, 12, 18))
    assert book.on(2012, 6, 1).is_ldc is False


def test_a_country_that_is_included_again_keeps_its_earlier_graduation() -> None:
    book = listed().add(Kind.GRADUATED, date(1994, 12, 19)).add(Kind.INCLUDED, date(2030, 1, 1))
    assert book.on(2000, 1, 1).is_ldc is False
    assert book.on(2030, 1, 1).is_ldc is True
    book.add(Kind.GRADUATED, date(2040, 1, 1))
    assert book.on(2000, 1, 1).is_ldc is False
    assert book.on(2035, 1, 1).is_ldc is True
    assert book.on(2040, 1, 1).is_ldc is False


@pytest.mark.parametrize("kind", [Kind.EXTENSION_REQUESTED, Kind.REVIEW_NOTE])
def test_requests_and_notes_change_no_status(kind: str) -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    book.add(kind, date(2026, 1, 1))
    assert book.on(2026, 11, 23).is_ldc is True
    assert book.on(2026, 11, 24).is_ldc is False


def test_a_request_is_pending_until_something_is_decided() -> None:
    book = listed().add(Kind.GRADUATION_SCHEDULED, date(2026, 11, 24))
    assert book.on(2026, 6, 1).decision_pending is False
    book.add(Kind.EXTENSION_REQUESTED, date(2026, 1, 1), precision="year")
    assert book.on(2025, 12, 31).decision_pending is False
    assert book.on(2026, 6, 1).decision_pending is True
    assert book.on(2026, 12, 1).decision_pending is True
    book.add(Kind.GRADUATION_SCHEDULED, date(2029, 11, 24))
    assert book.on(2026, 6, 1).decision_pending is False


def test_a_schedule_is_not_mentioned_before_it_was_decided() -> None:
    book = listed().add(
        Kind.GRADUATION_SCHEDULED, date(2026, 11, 24), decided_on=date(2021, 11, 24)
    )
    assert book.on(2021, 11, 23).scheduled_on is None
    assert book.on(2021, 11, 24).scheduled_on == date(2026, 11, 24)


def test_what_was_recorded_later_can_be_left_out() -> None:
    book = listed().add(Kind.GRADUATED, date(2023, 12, 13))
    assert book.on(2024, 1, 1, known_at=RECORDED).is_ldc is True
    assert book.on(2024, 1, 1, known_at=RECORDED + timedelta(days=1)).is_ldc is False
