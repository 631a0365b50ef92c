"""What was under way when the release changed is finished by the present portal.

Messages that waited in the outbox are carried out; a workbook that somebody had taken home comes
back through the page.
"""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from techbank.celery import app
from techbank.outbox.relay import take
from tests.upgrade.conftest import Portal
from tests.upgrade.releases import RELEASES

EVERY_RELEASE = pytest.mark.parametrize(
    "release", RELEASES, ids=str, indirect=True, scope="session"
)
WAITING = [
    pytest.param(release, key, id=f"{release}-{message['kind']}")
    for release in RELEASES
    for key, message in release.expected["outbox"].items()
    if not message["dead"]
]


def _single(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row and len(row) == 1 else row


# --- The outbox -----------------------------------------------------------------------------------
def _a_letter_arrived(message: dict[str, Any]) -> None:
    (sent,) = mail.outbox
    letter = message["payload"]["mail"]
    assert (sent.subject, sent.body, sent.to) == (letter["subject"], letter["body"], letter["to"])


def _a_document_is_ready(message: dict[str, Any]) -> None:
    state, size, digest = _single(
        "SELECT state, size, digest FROM assessments_plandocument WHERE id = %s",
        message["payload"]["document_id"],
    )
    (file,) = _files_of("documents", f"*/{digest}.pdf")
    assert (state, file.stat().st_size) == ("ready", size)


def _a_blank_form_is_there(_message: dict[str, Any]) -> None:
    assert len(_files_of("documents", "blank/*/*.pdf")) == 1


def _a_print_is_there(_message: dict[str, Any]) -> None:
    assert len(_files_of("documents", "prints/*/*.pdf")) == 1


def _files_of(folder: str, pattern: str) -> list[Path]:
    from django.conf import settings

    return sorted(Path(getattr(settings, f"{folder.upper()}_ROOT")).glob(pattern))


# What a message of each kind leaves behind. A release that asks for more adds its kinds here.
OUTCOMES = {
    "techbank.send_mail": _a_letter_arrived,
    "assessments.render_plan_document": _a_document_is_ready,
    "assessments.render_blank_form": _a_blank_form_is_there,
    "assessments.render_dossier_print": _a_print_is_there,
}


def _due_message(key: str) -> Any:
    """What the relay hands over to the queue for this message."""
    return next(message for message in take() if message.key == key)


# Of the session, as elsewhere: else each message would restore and migrate the database again.
@pytest.mark.parametrize(("release", "key"), WAITING, indirect=["release"], scope="session")
def test_a_message_that_waited_is_still_carried_out(
    portal: Portal, settings: Any, key: str
) -> None:
    """By the task that has its kind as its name, with its payload, and the row is finished."""
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    app.loader.import_default_modules()
    due, message = _due_message(key), portal.expected["outbox"][key]
    assert (due.kind, due.payload) == (message["kind"], message["payload"])
    assert due.kind in app.tasks

    app.tasks[due.kind].apply(kwargs={**due.payload, "key": due.key}, throw=True)

    done, dead, error, attempts = _single(
        "SELECT done_at, dead_at, error, attempts FROM outbox_message WHERE key = %s", key
    )
    assert (done is not None, dead, error, attempts) == (True, None, "", 1)
    OUTCOMES[message["kind"]](message)


@EVERY_RELEASE
def test_a_message_that_was_given_up_still_waits_for_an_officer(portal: Portal) -> None:
    dead = {key for key, message in portal.expected["outbox"].items() if message["dead"]}
    assert dead
    for key in dead:
        done, gone, error = _single(
            "SELECT done_at, dead_at, error FROM outbox_message WHERE key = %s", key
        )
        assert done is None
        assert gone is not None
        assert error
    assert dead.isdisjoint(message.key for message in take())


# --- The workbook ---------------------------------------------------------------------------------
class _Fields(HTMLParser):
    """The fields of a page as a browser would send them: what is typed, ticked or hidden."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.files: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if tag != "input" or not name:
            return
        if kind == "file":
            self.files.append(name)
        elif kind not in ("checkbox", "radio", "submit") or "checked" in attributes:
            self.values.setdefault(name, []).append(attributes.get("value") or "")


@EVERY_RELEASE
def test_a_workbook_taken_home_is_still_uploaded_previewed_and_accepted(portal: Portal) -> None:
    workbook = portal.expected["workbook"]
    dossier, browser = workbook["dossier"], portal.signed_in(workbook["by"])
    place = reverse("workbook", args=[dossier])
    (field,) = _Fields(browser.get(place).content.decode()).files
    file = SimpleUploadedFile(
        "from home.xlsx", (portal.release.folder / "workbook.xlsx").read_bytes()
    )
    sent = browser.post(reverse("workbook_return", args=[dossier]), {field: file})
    assert sent.status_code == 302, sent.content.decode()

    page = browser.get(sent.headers["Location"]).content.decode()
    for text in _texts_of(workbook):
        assert text in page
    before = _single("SELECT count(*) FROM assessments_need WHERE assessment_id = %s", dossier)
    accepted = browser.post(sent.headers["Location"], _Fields(page).values)
    assert accepted.status_code == 302, accepted.content.decode()

    for id, values in workbook["records"].items():
        for column, value in values.items():
            assert _single(f"SELECT {column} FROM assessments_need WHERE id = %s", id) == value
    for key, value in workbook["answers"].items():
        statement = (
            "SELECT value #>> '{}' FROM assessments_answer WHERE assessment_id = %s AND key = %s"
        )
        assert _single(statement, dossier, key) == value
    new = workbook["new"]
    statement = "SELECT challenge FROM assessments_need WHERE assessment_id = %s AND statement = %s"
    assert _single(statement, dossier, new["statement"]) == new["challenge"]
    after = _single("SELECT count(*) FROM assessments_need WHERE assessment_id = %s", dossier)
    assert after == before + 1
    # What the person did stands in the trail.
    payload = _single("SELECT payload FROM audit_entry ORDER BY seq DESC LIMIT 1")
    assert dossier in json.loads(payload)["subject_id"]


def _texts_of(workbook: dict[str, Any]) -> list[str]:
    records = [text for values in workbook["records"].values() for text in values.values()]
    return [*records, *workbook["answers"].values(), workbook["new"]["statement"]]
