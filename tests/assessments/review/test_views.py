"""The pages of review, decision, documents and trail, as each person finds them."""

import hashlib
import re
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.internal.flows import login as authentication
from django.test import Client
from django.urls import reverse

from assessments.answers.operations import answers
from assessments.answers.operations.answers import Written
from assessments.models import Answer, Assessment, PlanDocument, Snapshot, Thread
from assessments.publication.documents import store
from assessments.publication.operations import asking
from assessments.records.operations import writing
from assessments.review.operations import path
from assessments.review.operations import threads as review
from assessments.states import DocumentState, Projection, State
from partners.models import User
from tests.assessments.conftest import NOW, Cast, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
# Session and person included.
QUERIES_OF_A_THREAD = 9
QUERIES_OF_THE_REVIEW = 14
QUERIES_OF_THE_DOCUMENTS = 8


def sign_in(person: User, *, minutes_ago: int = 0) -> Client:
    """A browser of a person who proved who they are that long ago."""
    client = Client()
    client.force_login(person)
    session = client.session
    proved = {"method": "password", "at": time.time() - 60 * minutes_ago}
    session[authentication.AUTHENTICATION_METHODS_SESSION_KEY] = [proved]
    session[authentication._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client


def act_url(assessment: Assessment, name: str) -> str:
    return reverse("act", args=[assessment.pk, name])


def text_of(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return str(page.content.decode())


def an_answer(assessment: Assessment) -> Answer:
    """An answer everybody may read."""
    return Answer.objects.filter(assessment=assessment, key__startswith="inclusion.").order_by(
        "key"
    )[0]


def open_thread(assessment: Assessment, by: User, *, must_fix: bool = True) -> Thread:
    answer = an_answer(assessment)
    return review.open_thread(
        assessment=assessment,
        section="inclusion",
        question=answer.key,
        must_fix=must_fix,
        text="Who exactly gains?",
        by=by,
        at=NOW - timedelta(hours=12),
    )


# --- acts -------------------------------------------------------------------------------------


def test_the_page_of_an_act_says_what_happens_before_it_happens(
    draft: Assessment, cast: Cast
) -> None:
    text = text_of(sign_in(cast.amara), act_url(draft, "submit"))

    assert "Every section is locked" in text
    assert "Submit for review" in text


def test_confirming_an_act_does_it_and_goes_back(draft: Assessment, cast: Cast) -> None:
    answer = sign_in(cast.amara).post(act_url(draft, "submit"))

    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (302, State.SUBMITTED)
    assert answer["Location"] == reverse("assessment", args=[draft.pk])


def test_an_incomplete_dossier_shows_what_is_missing_and_no_button(
    draft: Assessment, cast: Cast
) -> None:
    draft.sections.filter(key="inclusion").update(complete=False)

    text = text_of(sign_in(cast.amara), act_url(draft, "submit"))

    assert "Not complete yet" in text
    assert reverse("section", args=[draft.pk, "inclusion"]) in text
    assert "Submit for review</button>" not in text


def test_who_may_not_act_reads_why_and_is_refused(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.RECOMMENDED)
    client = sign_in(cast.dolma)

    text = text_of(client, act_url(dossier, "approve"))
    answer = client.post(act_url(dossier, "approve"))

    assert "This cannot be done now" in text
    assert answer.status_code == 403


def test_an_act_that_does_not_fit_the_state_is_a_conflict(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)

    assert sign_in(cast.farida).post(act_url(dossier, "approve")).status_code == 409


def test_an_act_nobody_knows_does_not_exist(draft: Assessment, cast: Cast) -> None:
    assert sign_in(cast.amara).get(act_url(draft, "burn")).status_code == 404


def test_an_act_on_a_dossier_of_others_does_not_exist(draft: Assessment, cast: Cast) -> None:
    client = sign_in(cast.chitra)

    assert client.get(act_url(draft, "submit")).status_code == 404
    assert client.post(act_url(draft, "submit")).status_code == 404


def test_returning_without_section_or_reason_keeps_what_was_typed(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)

    answer = sign_in(cast.dolma).post(act_url(dossier, "return_sections"), {"reason": "Half said"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Choose at least one section to return." in text
    assert "Half said" in text


def test_returning_opens_the_chosen_sections_only(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    data = {"sections": ["inclusion", "needs"], "reason": "Please say who gains."}

    sign_in(cast.dolma).post(act_url(dossier, "return_sections"), data)

    returned = dossier.sections.filter(returned=True).values_list("key", flat=True)
    dossier.refresh_from_db()
    assert (dossier.state, sorted(returned)) == (State.RETURNED, ["inclusion", "needs"])


def test_sections_with_open_threads_are_ticked_when_returning(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    open_thread(dossier, cast.dolma)

    page = sign_in(cast.dolma).get(act_url(dossier, "return_sections"))

    assert page.context["form"].fields["sections"].initial == ["inclusion"]
    assert "Who exactly gains?" in page.content.decode()


def test_approving_soon_after_signing_in_asks_nothing_more(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.RECOMMENDED)

    sign_in(cast.farida).post(act_url(dossier, "approve"))

    dossier.refresh_from_db()
    assert dossier.state == State.APPROVED


def test_approving_long_after_signing_in_asks_again_who_it_is(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.RECOMMENDED)
    cast.farida.set_password("a long enough secret")
    cast.farida.save()
    client = sign_in(cast.farida, minutes_ago=16)

    answer = client.post(act_url(dossier, "approve"))
    dossier.refresh_from_db()

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert dossier.state == State.RECOMMENDED

    client.post(answer["Location"], {"password": "a long enough secret"})

    dossier.refresh_from_db()
    assert dossier.state == State.APPROVED


@pytest.mark.parametrize(
    ("state", "name", "who"),
    [
        (State.SUBMITTED, "take", "dolma"),
        (State.IN_REVIEW, "recommend", "dolma"),
        (State.RECOMMENDED, "send_back", "farida"),
        (State.RECOMMENDED, "refuse", "farida"),
        (State.IN_REVIEW, "withdraw", "amara"),
        (State.APPROVED, "release", "amara"),
        ("released", "publish", "farida"),
    ],
)
def test_each_act_has_its_page_and_its_operation(
    walk: Walk, cast: Cast, state: str, name: str, who: str
) -> None:
    dossier = walk(state)
    client = sign_in(getattr(cast, who))

    response = client.get(act_url(dossier, name))
    done = client.post(act_url(dossier, name), {"reason": "Because."})

    assert (response.status_code, done.status_code) == (200, 302)


# --- review -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["amara", "bakari", "dolma", "emil", "farida", "leila"])
def test_both_sides_read_the_same_review(walk: Walk, cast: Cast, who: str) -> None:
    dossier = walk(State.IN_REVIEW)
    open_thread(dossier, cast.dolma)

    text = text_of(sign_in(getattr(cast, who)), reverse("review", args=[dossier.pk]))

    assert "Who exactly gains?" in text
    assert "Written on version 1, unchanged since" in text


@pytest.mark.parametrize("who", ["chitra", "gaspard", "ines", "kofi", "mateo"])
def test_nobody_else_finds_the_review(walk: Walk, cast: Cast, who: str) -> None:
    dossier = walk(State.IN_REVIEW)

    client = sign_in(getattr(cast, who))

    assert client.get(reverse("review", args=[dossier.pk])).status_code == 404


def test_every_section_of_the_review_can_be_read(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    client = sign_in(cast.dolma)
    page = client.get(reverse("review", args=[dossier.pk]))

    for row in page.context["sections"]:
        url = f"{reverse('review', args=[dossier.pk])}?section={row['section'].key}"
        assert client.get(url).status_code == 200


def test_a_section_nobody_knows_does_not_exist(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)

    page = sign_in(cast.dolma).get(reverse("review", args=[dossier.pk]), {"section": "gossip"})

    assert page.status_code == 404


def test_an_answer_the_country_keeps_is_not_shown_to_officers(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    url = f"{reverse('review', args=[dossier.pk])}?section=endorsement"

    theirs = text_of(sign_in(cast.dolma), url)
    own = text_of(sign_in(cast.amara), url)

    assert "The country keeps this answer to itself." in theirs
    assert "The country keeps this answer to itself." not in own


def test_only_the_assigned_officer_gets_a_form_for_new_threads(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    url = reverse("review", args=[dossier.pk])

    assert "Send to the country" in text_of(sign_in(cast.dolma), url)
    assert "Send to the country" not in text_of(sign_in(cast.emil), url)
    assert "Send to the country" not in text_of(sign_in(cast.leila), url)


def test_a_thread_is_opened_on_an_answer_at_its_version(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    answer = an_answer(dossier)
    url = reverse("thread_open", args=[dossier.pk, "inclusion"])

    done = sign_in(cast.dolma).post(
        url, {"question": answer.key, "text": "Say more.", "must_fix": "on"}
    )

    thread = Thread.objects.get()
    assert (thread.question, thread.answer_version, thread.must_fix) == (answer.key, 1, True)
    assert done["Location"].endswith(f"#thread-{thread.pk}")


def test_another_officer_cannot_open_a_thread(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    url = reverse("thread_open", args=[dossier.pk, "inclusion"])

    assert sign_in(cast.emil).post(url, {"text": "Me too."}).status_code == 403
    assert not Thread.objects.exists()


def test_an_empty_remark_is_not_sent(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    url = reverse("thread_open", args=[dossier.pk, "inclusion"])

    page = sign_in(cast.dolma).post(url, {"text": " "})

    assert page.status_code == 200
    assert "Write the remark first." in page.content.decode()


def test_the_country_answers_in_a_thread_and_the_officer_resolves_it(
    walk: Walk, cast: Cast
) -> None:
    dossier = walk(State.IN_REVIEW)
    thread = open_thread(dossier, cast.dolma)
    url = reverse("thread", args=[dossier.pk, thread.pk])

    sign_in(cast.amara).post(url, {"act": "remark", "text": "Women in the valleys."})
    sign_in(cast.dolma).post(url, {"act": "resolve", "text": "Good."})

    thread.refresh_from_db()
    assert [remark.text for remark in thread.remarks.all()] == [
        "Who exactly gains?",
        "Women in the valleys.",
        "Good.",
    ]
    assert thread.resolved_by == cast.dolma


def test_a_refused_resolution_leaves_no_remark_behind(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    thread = open_thread(dossier, cast.dolma)
    url = reverse("thread", args=[dossier.pk, thread.pk])

    answer = sign_in(cast.amara).post(url, {"act": "resolve", "text": "Done."})

    assert answer.status_code == 403
    assert thread.remarks.count() == 1


def test_a_resolved_thread_is_opened_again(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    thread = open_thread(dossier, cast.dolma)
    client = sign_in(cast.dolma)
    url = reverse("thread", args=[dossier.pk, thread.pk])

    client.post(url, {"act": "resolve"})
    client.post(url, {"act": "reopen"})

    thread.refresh_from_db()
    assert thread.resolved_at is None


def test_an_auditor_reads_a_thread_and_writes_nothing(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    thread = open_thread(dossier, cast.dolma)
    client = sign_in(cast.leila)
    url = reverse("thread", args=[dossier.pk, thread.pk])

    assert "<textarea" not in text_of(client, url)
    assert client.post(url, {"act": "remark", "text": "Hm."}).status_code == 403


def test_a_thread_of_another_dossier_does_not_exist(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)

    url = reverse("thread", args=[dossier.pk, uuid4()])

    assert sign_in(cast.dolma).get(url).status_code == 404


def test_a_thread_shows_how_the_answer_changed_since(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    thread = open_thread(dossier, cast.dolma)
    path.return_sections(
        assessment=dossier, sections=["inclusion"], reason="Who?", by=cast.dolma, at=NOW
    )
    before = an_answer(dossier)
    answers.save_answers(
        assessment=dossier,
        section="inclusion",
        written=[Written(before.key, f"{before.value} Verily.", False, before.version, uuid4())],
        by=cast.amara,
        at=NOW,
    )

    text = text_of(sign_in(cast.dolma), reverse("thread", args=[dossier.pk, thread.pk]))

    assert "Written on version 1, now version 2" in text
    assert "<ins> Verily.</ins>" in text


def test_the_steps_tell_submission_round_and_return(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    path.return_sections(
        assessment=dossier, sections=["inclusion"], reason="Who?", by=cast.dolma, at=NOW
    )

    page = sign_in(cast.amara).get(reverse("review", args=[dossier.pk]))

    texts = sorted(step.text for step in page.context["steps"])
    assert texts == [
        "Returned by Dolma",
        "Round 1: with Dolma",
        "Submitted by Amara",
    ]


@pytest.mark.parametrize("threads", [1, 3])
def test_the_review_asks_the_same_queries_however_many_threads(
    walk: Walk, cast: Cast, threads: int, django_assert_num_queries: Any
) -> None:
    dossier = walk(State.IN_REVIEW)
    for _thread in range(threads):
        open_thread(dossier, cast.dolma)
    client = sign_in(cast.dolma)

    with django_assert_num_queries(QUERIES_OF_THE_REVIEW):
        client.get(reverse("review", args=[dossier.pk]))


@pytest.mark.parametrize("remarks", [1, 3])
def test_a_thread_asks_the_same_queries_however_many_remarks(
    walk: Walk, cast: Cast, remarks: int, django_assert_num_queries: Any
) -> None:
    thread = open_thread(walk(State.IN_REVIEW), cast.dolma)
    for _number in range(remarks):
        review.add_remark(thread=thread, text="The farmers.", by=cast.amara, at=NOW)
    client = sign_in(cast.dolma)

    with django_assert_num_queries(QUERIES_OF_A_THREAD):
        client.get(reverse("thread", args=[thread.assessment_id, thread.pk]))


@pytest.mark.parametrize("languages", [["fr"], ["fr", "ar", "pt"]])
def test_the_documents_page_asks_the_same_queries_however_many_documents(
    walk: Walk, cast: Cast, languages: list[str], django_assert_num_queries: Any
) -> None:
    dossier = walk(State.APPROVED)
    for language in languages:
        asking.ask_for_document(
            snapshot=Snapshot.objects.get(),
            language=language,
            projection=Projection.PUBLIC,
            by=cast.amara,
            at=NOW,
        )
    client = sign_in(cast.amara)

    with django_assert_num_queries(QUERIES_OF_THE_DOCUMENTS):
        client.get(reverse("documents", args=[dossier.pk]))


# --- trail and receipts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("amara", 200), ("dolma", 200), ("leila", 200), ("bakari", 403), ("chitra", 404)],
)
def test_the_trail_is_for_coordinator_officers_and_auditor(
    walk: Walk, cast: Cast, who: str, status: int
) -> None:
    dossier = walk(State.SUBMITTED)

    page = sign_in(getattr(cast, who)).get(reverse("dossier_trail", args=[dossier.pk]))

    assert page.status_code == status


def test_a_number_no_entry_can_have_shows_the_newest_entries(draft: Assessment, cast: Cast) -> None:
    address = reverse("dossier_trail", args=[draft.pk])

    answers = [sign_in(cast.amara).get(address, {"below": "9" * many}) for many in (19, 5000)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_the_trail_tells_what_was_done_newest_first(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)

    page = sign_in(cast.leila).get(reverse("dossier_trail", args=[dossier.pk]))

    verbs = [entry.verb for entry in page.context["page"].entries]
    assert verbs[:2] == ["assessment.taken_for_review", "assessment.submitted"]


def test_officers_do_not_read_in_the_trail_what_the_country_writes_after_a_return(
    walk: Walk, cast: Cast
) -> None:
    dossier = path.return_sections(
        assessment=walk(State.IN_REVIEW), sections=["needs"], reason="More.", by=cast.dolma, at=NOW
    )
    need = dossier.needs.first()
    assert need is not None
    writing.save_record(
        assessment=dossier,
        kind="need",
        record_id=need.pk,
        values={"statement": "Called so since"},
        base_version=None,
        by=cast.amara,
        at=NOW,
    )
    address = reverse("dossier_trail", args=[dossier.pk])

    def told(who: User) -> list[str]:
        page = sign_in(who).get(address)
        assert ("Called so since" in page.content.decode()) is (who != cast.dolma)
        return [entry.verb for entry in page.context["page"].entries][:3]

    before = ["assessment.returned", "assessment.taken_for_review", "assessment.submitted"]
    assert told(cast.dolma) == before
    assert told(cast.amara) == told(cast.leila) == ["need.saved", *before[:2]]


def test_a_submission_has_a_receipt_with_its_digest(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.SUBMITTED)
    client = sign_in(cast.amara)

    page = client.get(reverse("receipt", args=[dossier.pk, 1]))

    assert page.context["receipt"].entry.hash in page.content.decode()
    assert client.get(reverse("receipt", args=[dossier.pk, 2])).status_code == 404


# --- documents --------------------------------------------------------------------------------


def finished(document: PlanDocument, content: bytes) -> PlanDocument:
    """The document as the worker leaves it, without the work."""
    digest = hashlib.sha256(content).hexdigest()
    target = store.path_of(f"{digest}.pdf")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    PlanDocument.objects.filter(pk=document.pk).update(
        state=DocumentState.READY,
        digest=digest,
        stored_as=target.name,
        size=len(content),
        pages=3,
        ready_at=NOW,
    )
    document.refresh_from_db()
    return document


def document_of(dossier: Assessment, projection: str) -> PlanDocument:
    return PlanDocument.objects.get(snapshot__assessment=dossier, projection=projection)


def test_the_documents_page_follows_what_is_being_made(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)

    text = text_of(sign_in(cast.amara), reverse("documents", args=[dossier.pk]))

    waiting = document_of(dossier, Projection.FULL)
    assert f'data-poll="{reverse("document_status", args=[waiting.pk])}"' in text
    assert "Refresh this page" in text
    assert "document-progress.js" in text


def test_before_approval_the_documents_page_says_so(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.SUBMITTED)

    text = text_of(sign_in(cast.amara), reverse("documents", args=[dossier.pk]))

    assert "Nothing is approved yet" in text


def test_a_document_in_another_language_is_asked_for(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)
    snapshot = Snapshot.objects.get()
    data = {"snapshot": str(snapshot.pk), "language": "ar", "projection": Projection.PUBLIC}

    answer = sign_in(cast.amara).post(reverse("documents", args=[dossier.pk]), data)

    assert answer.status_code == 302
    assert PlanDocument.objects.filter(language="ar", projection=Projection.PUBLIC).exists()


def test_a_language_nobody_prints_is_not_asked_for(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)
    data = {"snapshot": str(Snapshot.objects.get().pk), "language": "tlh", "projection": "full"}

    answer = sign_in(cast.amara).post(reverse("documents", args=[dossier.pk]), data)

    assert (answer.status_code, PlanDocument.objects.count()) == (200, 2)


def test_a_failed_document_says_why_and_is_asked_for_again(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)
    failed = document_of(dossier, Projection.FULL)
    PlanDocument.objects.filter(pk=failed.pk).update(
        state=DocumentState.FAILED, error="No room on the disk."
    )
    client = sign_in(cast.amara)

    text = text_of(client, reverse("documents", args=[dossier.pk]))
    answer = client.post(reverse("document_again", args=[failed.pk]))

    failed.refresh_from_db()
    assert "No room on the disk." in text
    assert (answer.status_code, failed.state) == (302, DocumentState.QUEUED)


def test_a_waiting_document_is_not_asked_for_again(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)
    waiting = document_of(dossier, Projection.FULL)

    answer = sign_in(cast.amara).post(reverse("document_again", args=[waiting.pk]))

    assert answer.status_code == 409


def test_the_status_is_told_as_json(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)
    document = document_of(dossier, Projection.FULL)
    client = sign_in(cast.amara)
    url = reverse("document_status", args=[document.pk])

    before = client.get(url).json()
    finished(document, b"%PDF-1.7 full")
    after = client.get(url).json()

    assert (before["state"], before["url"], before["pages"]) == ("queued", "", None)
    assert after == {
        "state": "ready",
        "label": "Ready",
        "sentence": "The document is ready.",
        "done": 6,
        "total": 6,
        "attempts": 0,
        "error": "",
        "pages": 3,
        "bytes": 13,
        "url": reverse("document_file", args=[document.pk]),
    }


def test_a_document_is_fetched_under_a_name_that_says_what_it_is(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.PUBLISHED)
    document = finished(document_of(dossier, Projection.PUBLIC), b"%PDF-1.7 public")

    answer = Client().get(reverse("document_file", args=[document.pk]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 public"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="XTL-2026-plan-v1-en.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for close in answer._resource_closers:  # type: ignore[attr-defined]
        close()


def test_the_same_bytes_are_not_sent_twice(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.PUBLISHED)
    document = finished(document_of(dossier, Projection.PUBLIC), b"%PDF-1.7 public")

    answer = Client().get(
        reverse("document_file", args=[document.pk]),
        headers={"If-None-Match": f'"{document.digest}"'},
    )

    assert answer.status_code == 304


@pytest.mark.parametrize(
    ("state", "projection", "who", "status"),
    [
        (State.PUBLISHED, Projection.PUBLIC, None, 200),
        (State.PUBLISHED, Projection.FULL, None, 404),
        (State.PUBLISHED, Projection.FULL, "chitra", 404),
        (State.PUBLISHED, Projection.FULL, "amara", 200),
        (State.PUBLISHED, Projection.FULL, "leila", 200),
        (State.APPROVED, Projection.PUBLIC, None, 404),
        (State.APPROVED, Projection.PUBLIC, "ines", 404),
        (State.APPROVED, Projection.PUBLIC, "farida", 200),
    ],
)
def test_who_gets_which_document(
    walk: Walk, cast: Cast, state: str, projection: str, who: str | None, status: int
) -> None:
    dossier = walk(state)
    document = finished(document_of(dossier, projection), b"%PDF-1.7")
    client = sign_in(getattr(cast, who)) if who else Client()

    answer = client.get(reverse("document_file", args=[document.pk]))

    assert answer.status_code == status
    for close in answer._resource_closers:  # type: ignore[attr-defined]
        close()


def test_a_document_that_is_not_ready_does_not_exist(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.PUBLISHED)
    document = document_of(dossier, Projection.PUBLIC)

    assert Client().get(reverse("document_file", args=[document.pk])).status_code == 404


# --- verification -----------------------------------------------------------------------------


def test_the_digests_of_a_published_plan_verify_for_everybody(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.PUBLISHED)
    snapshot = Snapshot.objects.get()
    document = finished(document_of(dossier, Projection.PUBLIC), b"%PDF-1.7 public")

    for digest in (snapshot.digest, snapshot.public_digest, document.digest):
        text = text_of(Client(), reverse("verify", args=[digest]))
        assert "The digest belongs to version 1 of this plan" in text


def test_an_unpublished_digest_is_as_unknown_as_any_other(walk: Walk, cast: Cast) -> None:
    walk(State.APPROVED)
    digest = Snapshot.objects.get().digest

    unpublished = Client().get(reverse("verify", args=[digest]))
    unknown = Client().get(reverse("verify", args=["0" * 64]))
    nonsense = Client().get(reverse("verify", args=["nonsense"]))

    assert [item.status_code for item in (unpublished, unknown, nonsense)] == [404, 404, 404]
    result = unpublished.content.decode().replace(digest, "0" * 64)
    assert without_token(result) == without_token(unknown.content.decode())


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_long_records_are_folded_under_name_and_status_and_open_all_at_once(
    walk: Walk, cast: Cast
) -> None:
    item, client = walk(State.IN_REVIEW), sign_in(cast.dolma)
    address = reverse("review", args=[item.pk])
    folded = text_of(client, f"{address}?section=options")
    opened = text_of(client, f"{address}?section=options&open=all")
    assert (
        folded.count('<details class="card fold">')
        == opened.count('<details class="card fold" open>')
        > 3
    )
    assert f"{address}?section=options&amp;open=all#records-option" in folded
    assert '<span class="tag">Chosen</span>' in folded
    assert 'class="card fold"' not in text_of(client, f"{address}?section=sectors")
