"""The pages of progress against plan, as each person finds them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Evidence, ProgressReport
from assessments.models.progress_reports import REPORT
from assessments.states import State
from partners.models import User
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories import files
from tests.factories.cast import enter
from tests.factories.progress import activity_id, new_version, report, snapshot_of

pytestmark = pytest.mark.usefixtures("without_second_factor")
TODAY = NOW.date()


def sign_in(person: User) -> Client:
    return enter(Client(), person)


@pytest.fixture
def approved(walk: Walk) -> Assessment:
    return walk(State.APPROVED)


def url(name: str, assessment: Assessment, number: str = "") -> str:
    args = [assessment.pk, *([activity_id(assessment, number)] if number else [])]
    return reverse(name, args=args)


def told(assessment: Assessment, by: User, **more: Any) -> ProgressReport:
    """A report on days that have passed: the pages ask the clock."""
    facts = {
        "until_on": TODAY - timedelta(days=3),
        "started_on": TODAY - timedelta(days=40),
        "measured_on": TODAY - timedelta(days=5),
        "at": NOW,
    }
    return report(assessment, by, **(facts | more))


def form(**more: Any) -> dict[str, Any]:
    facts = {
        "id": str(uuid4()),
        "status": "in_progress",
        "until_on": (TODAY - timedelta(days=3)).isoformat(),
        "started_on": (TODAY - timedelta(days=40)).isoformat(),
        "ended_on": "",
        "reached": "5",
        "measured_on": (TODAY - timedelta(days=5)).isoformat(),
        "spent_USD": "1,200.50",
        "spent_XTS": "",
        "other_spent": "",
        "other_currency": "",
        "happened": "Five villages signed.",
        "obstacles": "",
    }
    return facts | more


def test_the_coordinator_reports_and_reads_it_in_the_history(
    approved: Assessment, cast: Cast
) -> None:
    browser = sign_in(cast.amara)
    address = url("progress_report", approved, "1.1")

    assert browser.get(address).status_code == 200
    answer = browser.post(address, form())

    assert answer["Location"] == url("activity_progress", approved, "1.1")
    assert ProgressReport.objects.get().snapshot == snapshot_of(approved)
    page = browser.get(url("activity_progress", approved, "1.1")).content.decode()
    for words in ("In progress", "Five villages signed.", "USD\u00a01,200.50", "42% of the way"):
        assert words in page
    listed = browser.get(url("plan_progress", approved)).content.decode()
    assert "Five villages" not in listed
    assert "<svg" in listed


def test_a_form_sent_twice_reports_once(approved: Assessment, cast: Cast) -> None:
    browser, sent = sign_in(cast.amara), form()

    places = [
        browser.post(url("progress_report", approved, "1.1"), sent)["Location"] for _again in "12"
    ]

    assert ProgressReport.objects.count() == 1
    assert places[0] == places[1]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"until_on": (TODAY + timedelta(days=900)).isoformat()}, "the date is in the future"),
        ({"until_on": ""}, "Fill this in."),
        ({"status": ""}, "Choose one of the answers."),
        ({"status": "finished"}, "is not in the list"),
        ({"ended_on": (TODAY - timedelta(days=50)).isoformat()}, "Only what is completed"),
        ({"reached": "a few"}, "Enter a number"),
        ({"spent_USD": "-1"}, "This number cannot be negative."),
        ({"spent_USD": "much"}, "Enter a number"),
        ({"other_spent": "5"}, "Say in which currency."),
        ({"other_spent": "5", "other_currency": "ABC"}, "is not a currency code"),
        ({"other_spent": "5", "other_currency": "usd"}, "has its own line above"),
        ({"happened": "a\x00b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    approved: Assessment, cast: Cast, values: dict[str, str], sentence: str
) -> None:
    sent = form(obstacles="The road is closed.") | values

    answer = sign_in(cast.amara).post(url("progress_report", approved, "1.1"), sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "The road is closed." in page
    assert ProgressReport.objects.count() == 0


def test_money_in_a_currency_the_plan_does_not_name_is_told(
    approved: Assessment, cast: Cast
) -> None:
    sent = form(spent_USD="", other_spent="7", other_currency="eur")

    sign_in(cast.amara).post(url("progress_report", approved, "1.1"), sent)

    assert ProgressReport.objects.get().spent == [{"currency": "EUR", "amount": "7.00"}]


def test_numbers_are_read_and_written_the_readers_way(approved: Assessment, cast: Cast) -> None:
    User.objects.filter(pk=cast.amara.pk).update(language="fr")
    browser = sign_in(cast.amara)

    sent = form(reached="4,5", spent_USD="1 234,56")
    browser.post(url("progress_report", approved, "1.1"), sent)

    row = ProgressReport.objects.get()
    assert (row.reached, row.spent) == ("4.5", [{"currency": "USD", "amount": "1234.56"}])


def test_a_correction_begins_with_what_was_said_and_leaves_it_readable(
    approved: Assessment, cast: Cast
) -> None:
    first = told(approved, cast.amara)
    browser = sign_in(cast.amara)
    address = f"{url('progress_report', approved, '1.1')}?corrects={first.pk}"

    text = browser.get(address).content.decode()
    browser.post(address, form(reached="4", happened="Four villages signed."))
    page = browser.get(url("activity_progress", approved, "1.1")).content.decode()
    again = browser.post(address, form(reached="3"))

    assert "Five villages signed." in text
    assert 'value="1200.5' in text
    for words in ("Four villages signed.", "Five villages signed.", "Corrected", "Correction"):
        assert words in page
    assert "corrected in the meantime" in again.content.decode()
    assert ProgressReport.objects.count() == 2


@pytest.mark.parametrize("requested", ["nonsense", "5d9f0f8e-0000-4000-8000-000000000000"])
def test_a_correction_of_something_else_is_not_found(
    approved: Assessment, cast: Cast, requested: str
) -> None:
    address = f"{url('progress_report', approved, '1.1')}?corrects={requested}"

    assert sign_in(cast.amara).get(address).status_code == 404


def test_who_reads_and_who_writes(approved: Assessment, cast: Cast) -> None:
    row = told(approved, cast.amara)
    pages = ("plan_progress", "activity_progress", "progress_report")
    values = {}
    for name in "amara bakari chitra dolma emil farida ines leila mateo nobody".split():
        browser = sign_in(getattr(cast, name))
        read = [
            browser.get(url(page, approved, "" if page == "plan_progress" else "1.1")).status_code
            for page in pages
        ]
        sent = browser.post(url("progress_report", approved, "1.1"), form(reached="6"))
        values[name] = (*read, sent.status_code)

    assert values == {
        "amara": (200, 200, 200, 302),
        **dict.fromkeys(("bakari", "dolma", "emil", "farida", "leila"), (200, 200, 403, 403)),
        **dict.fromkeys(("chitra", "ines", "mateo", "nobody"), (404, 404, 404, 404)),
    }
    assert set(ProgressReport.objects.exclude(pk=row.pk).values_list("reported_by", flat=True)) == {
        cast.amara.pk
    }


def test_before_approval_there_is_nothing_to_report_on(draft: Assessment, cast: Cast) -> None:
    browser = sign_in(cast.amara)

    assert "Nothing is approved yet" in browser.get(url("plan_progress", draft)).content.decode()
    for name in ("activity_progress", "progress_report"):
        assert browser.get(reverse(name, args=[draft.pk, uuid4()])).status_code == 404
    assert "Progress against plan" not in browser.get(url("assessment", draft)).content.decode()


def test_the_dossier_links_to_its_progress_once_it_is_approved(
    approved: Assessment, cast: Cast
) -> None:
    page = sign_in(cast.amara).get(url("assessment", approved)).content.decode()

    assert url("plan_progress", approved) in page


def test_a_source_with_a_file_is_added_and_served_as_a_download(
    approved: Assessment, cast: Cast
) -> None:
    row = told(approved, cast.amara)
    address = f"{reverse('evidence', args=[approved.pk])}?at={REPORT}:{row.pk}"
    sent = {
        "id": str(uuid4()),
        "source": "Minutes of the water board",
        "page": "2",
        "url": "",
        "seen_by": "bank",
        "file": files.sent("minutes.csv", files.CSV),
    }

    answer = sign_in(cast.amara).post(address, sent)
    evidence = Evidence.objects.get(record_id=row.pk)
    file = reverse("evidence_file", args=[approved.pk, evidence.pk])
    got = {name: sign_in(getattr(cast, name)).get(file) for name in ("amara", "dolma", "leila")}
    inside = {b"".join(item.streaming_content) for item in got.values()}  # type: ignore[attr-defined]
    hidden = [sign_in(getattr(cast, name)).get(file).status_code for name in ("chitra", "ines")]
    page = sign_in(cast.dolma).get(url("activity_progress", approved, "1.1")).content.decode()

    assert answer.status_code == 302
    assert {answer.status_code for answer in got.values()} == {200}
    assert got["dolma"]["Content-Disposition"].startswith("attachment")
    assert (inside, hidden) == ({files.CSV}, [404, 404])
    assert "Minutes of the water board" in page
    assert sign_in(cast.bakari).post(address, sent | {"file": ""}).status_code == 403
    everything = sign_in(cast.amara).get(reverse("evidence", args=[approved.pk])).content.decode()
    assert "Minutes of the water board" in everything


def test_a_source_the_country_keeps_to_itself_is_not_shown_to_officers(
    approved: Assessment, cast: Cast
) -> None:
    row = told(approved, cast.amara)
    address = f"{reverse('evidence', args=[approved.pk])}?at={REPORT}:{row.pk}"
    sign_in(cast.amara).post(
        address, {"id": str(uuid4()), "source": "Our own count", "seen_by": "country"}
    )

    seen = {
        name: "Our own count"
        in sign_in(getattr(cast, name))
        .get(url("activity_progress", approved, "1.1"))
        .content.decode()
        for name in ("amara", "bakari", "dolma")
    }

    assert seen == {"amara": True, "bakari": True, "dolma": False}


def test_what_was_typed_is_never_markup(approved: Assessment, cast: Cast) -> None:
    told(approved, cast.amara, number="2.2", reached="<b>7</b>", happened="<script>x</script>")

    for address in (url("plan_progress", approved), url("activity_progress", approved, "2.2")):
        page = sign_in(cast.amara).get(address).content.decode()
        assert "<b>7" not in page
        assert "<script>x" not in page
        assert "&lt;b&gt;7" in page


def test_a_new_version_says_on_which_one_was_reported(approved: Assessment, cast: Cast) -> None:
    told(approved, cast.amara)
    new_version(approved)
    browser = sign_in(cast.amara)

    for address in (url("plan_progress", approved), url("activity_progress", approved, "1.1")):
        assert "on version 1" in browser.get(address).content.decode()


@pytest.mark.parametrize("reports", [1, 3])
def test_pages_cost_the_same_with_one_and_three_reports(
    approved: Assessment, cast: Cast, reports: int
) -> None:
    for day in range(reports):
        told(approved, cast.amara, until_on=TODAY - timedelta(days=day))
    browser = sign_in(cast.amara)
    counted = {}
    for name, number in (("plan_progress", ""), ("activity_progress", "1.1")):
        address = url(name, approved, number)
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        counted[name] = len(seen)

    assert counted == {"plan_progress": 6, "activity_progress": 7}


def test_the_desk_of_the_coordinator_tells_which_reports_are_due(
    approved: Assessment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOW.replace(year=2027)
    monkeypatch.setattr(timezone, "now", lambda: later)

    page = sign_in(cast.amara).get(reverse("desk")).content.decode()

    assert "Progress reports due" in page
    assert url("plan_progress", approved) in page
