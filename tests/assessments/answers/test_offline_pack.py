"""The dossier to take along, the page of the queue and the service worker, as they are served."""

import gzip
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, FundingSought
from assessments.questions import questionnaire
from assessments.questions.records import kinds_of
from tests.assessments.conftest import Cast, Walk

pytestmark = pytest.mark.django_db
# Ten sections with their records and checks, in one answer a person asks for now and then.
MOST_QUERIES = 1_500


def pack_of(client: Client, assessment: Assessment) -> dict[str, dict[str, Any]]:
    answer = client.get(reverse("offline", args=[assessment.pk]))
    assert answer.status_code == 200
    values: dict[str, dict[str, Any]] = answer.json()
    return values


def test_the_pack_holds_the_task_list_every_section_its_check_and_its_new_records(
    client: Client, cast: Cast, draft: Assessment
) -> None:
    client.force_login(cast.amara)
    pages = pack_of(client, draft)["pages"]
    keys = [section.key for section in questionnaire(draft.questionnaire).sections]
    kinds = [kind.key for kind in kinds_of(draft.questionnaire)]
    expected = {
        reverse("assessment", args=[draft.pk]),
        reverse("outgoing"),
        *(reverse("section", args=[draft.pk, key]) for key in keys),
        *(reverse("section_check", args=[draft.pk, key]) for key in keys),
        *(reverse("record_add", args=[draft.pk, key]) for key in kinds),
    }
    assert set(pages) == expected
    for page in pages.values():
        assert 'name="techbank-copy"' in page
        assert "You are offline. This is the copy of" in page


def test_the_pack_brings_every_file_its_pages_name(
    client: Client, cast: Cast, draft: Assessment
) -> None:
    client.force_login(cast.amara)
    pack = pack_of(client, draft)
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', "".join(pack["pages"].values())))
    assert set(pack["files"]) == named
    modules = {name: file["text"] for name, file in pack["files"].items() if name.endswith(".js")}
    wanted = {
        match for text in modules.values() for match in re.findall(r'from "\./([\w-]+)', text)
    }
    assert wanted <= {re.split(r"[./]", name)[-2] for name in modules}


def test_the_pack_keeps_its_budget(client: Client, cast: Cast, draft: Assessment) -> None:
    client.force_login(cast.amara)
    with CaptureQueriesContext(connection) as context:
        pack = pack_of(client, draft)
    assert len(gzip.compress(json.dumps(pack, ensure_ascii=False).encode())) <= 200_000
    assert len(context) <= MOST_QUERIES


def test_what_is_said_once_is_not_said_in_a_copy(
    client: Client, cast: Cast, draft: Assessment
) -> None:
    client.force_login(cast.amara)
    sought = FundingSought.objects.filter(assessment=draft).first()
    assert sought is not None
    client.post(reverse("record_remove", args=[draft.pk, "funding_sought", sought.pk]))
    pages = pack_of(client, draft)["pages"]
    assert all("notice-success" not in page for page in pages.values())
    check = client.get(reverse("section_check", args=[draft.pk, "inclusion"]))
    assert b"notice-success" in check.content


def test_an_officer_takes_along_what_they_may_read_and_no_form(
    client: Client, cast: Cast, walk: Walk, settings: Any
) -> None:
    settings.SECOND_FACTOR = "optional"
    assessment = walk("in_review")
    client.force_login(cast.dolma)
    pages = pack_of(client, assessment)["pages"]
    assert not any("data-save=" in page for page in pages.values())
    assert reverse("section_check", args=[assessment.pk, "team"]) not in pages


def test_a_stranger_of_another_country_takes_nothing_along(
    client: Client, cast: Cast, draft: Assessment
) -> None:
    client.force_login(cast.chitra)
    assert client.get(reverse("offline", args=[draft.pk])).status_code == 404


def test_the_service_worker_stands_before_every_page_and_answers_get_only(client: Client) -> None:
    answer = client.get(reverse("service_worker"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert reverse("service_worker") == "/sw.js"
    script = answer.content.decode()
    assert 'request.method !== "GET"' in script
    for path in (reverse("account_login"), reverse("outgoing")):
        assert f'"{path}"' in script


def test_the_page_of_the_queue_says_what_it_is_without_script(client: Client, cast: Cast) -> None:
    client.force_login(cast.amara)
    page = client.get(reverse("outgoing")).content.decode()
    assert "This page needs JavaScript." in page
