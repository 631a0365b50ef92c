"""Where a text is read differently, or cannot be printed, its writer and the officer are told."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Answer, Assessment, Need, Snapshot
from assessments.states import State
from techbank.text import CURRENT, FIRST
from tests.assessments.conftest import Cast, Walk
from tests.factories.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
SECTION = "needs"
SUM = "USD 1,500*12 + USD 300*12"
DIFFERS = "This text is read differently now"
KOREAN = "안녕"


def page(client: Client, name: str, *address: object, **query: str) -> str:
    reply = client.get(reverse(name, args=address), query)
    assert reply.status_code == 200
    return str(reply.content.decode())


def written(dossier: Assessment, text: str, dialect: int) -> Answer:
    answer = Answer.objects.filter(assessment=dossier, key__startswith=f"{SECTION}.")
    chosen = next(row for row in answer if isinstance(row.value, str) and len(row.value) > 60)
    Answer.objects.filter(pk=chosen.pk).update(value=text, dialect=dialect)
    return Answer.objects.get(pk=chosen.pk)


def section_form(client: Client, dossier: Assessment) -> dict[str, str]:
    reply = client.get(reverse("section", args=[dossier.pk, SECTION]))
    form = reply.context["form"]
    data = {"complete": "no", "sent": str(uuid4())}
    for row in form.rows:
        for field in (row.field, row.base, row.seen):
            value = field.value()
            data[field.html_name] = "" if value is None else value
        if row.not_known.value():
            data[row.not_known.html_name] = "on"
    return data


def test_the_writer_is_shown_both_readings_until_they_save(draft: Assessment, cast: Cast) -> None:
    answer, amara = written(draft, SUM, FIRST), signed_in(cast.amara)
    page_text = page(amara, "section", draft.pk, SECTION)
    assert DIFFERS in page_text
    assert "1,500<em>12 + USD 300</em>12" in page_text
    assert SUM in page(amara, "section_check", draft.pk, SECTION)

    sent = section_form(amara, draft)
    assert amara.post(reverse("section", args=[draft.pk, SECTION]), sent).status_code == 302

    now = Answer.objects.get(pk=answer.pk)
    assert (now.value, now.dialect, now.version) == (SUM, CURRENT, answer.version)
    assert DIFFERS not in page(amara, "section", draft.pk, SECTION)


def test_nothing_is_said_where_the_reading_is_the_same(draft: Assessment, cast: Cast) -> None:
    written(draft, "**Bold** and plain.\n\n- a\n- b", FIRST)
    Answer.objects.filter(assessment=draft).exclude(dialect=FIRST).update(dialect=CURRENT)
    assert DIFFERS not in page(signed_in(cast.amara), "section", draft.pk, SECTION)


def test_a_long_field_of_a_record_has_its_own_notice(draft: Assessment, cast: Cast) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    Need.objects.filter(pk=need.pk).update(challenge="a **b** c", dialect=FIRST)
    amara = signed_in(cast.amara)
    assert DIFFERS in page(amara, "record_edit", draft.pk, "need", need.pk)
    Need.objects.filter(pk=need.pk).update(dialect=CURRENT)
    assert DIFFERS not in page(amara, "record_edit", draft.pk, "need", need.pk)


def test_the_officer_sees_the_change_and_the_letters(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    written(dossier, f"{SUM} {KOREAN}", FIRST)
    Need.objects.filter(assessment=dossier).update(who_benefits=f"{KOREAN} people")
    page_text = page(signed_in(cast.dolma), "review", dossier.pk, section=SECTION)
    assert DIFFERS in page_text
    assert page_text.count("U+C548") >= 2
    assert "Letters that the plan cannot print" in page_text


def test_letters_are_named_before_the_plan_is_frozen(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.RECOMMENDED)
    written(dossier, KOREAN, CURRENT)
    page_text = page(signed_in(cast.farida), "act", dossier.pk, "approve")
    assert "Letters that the plan cannot print" in page_text
    assert "U+C548" in page_text


def test_the_writer_is_told_with_every_save(draft: Assessment, cast: Cast) -> None:
    answer, amara = written(draft, "text", CURRENT), signed_in(cast.amara)
    write = {"client_uuid": str(uuid4()), "key": answer.key, "base_version": answer.version}
    sent = {**write, "value": f"\uf0b7 {KOREAN}"}
    url = reverse("save", args=[draft.pk])
    reply = amara.post(url, json.dumps(sent), content_type="application/json").json()
    assert "U+C548" in reply["saved_words"]
    assert "U+F0B7" in reply["saved_words"]
    assert Answer.objects.get(pk=answer.pk).value == sent["value"]
    assert "U+F0B7" in page(amara, "section", draft.pk, SECTION)


def test_a_snapshot_says_its_dialect_and_the_dossier_keeps_it(walk: Walk) -> None:
    dossier = walk(State.APPROVED)
    frozen = Snapshot.objects.get(assessment=dossier)
    assert frozen.full["text_dialect"] == frozen.public["text_dialect"] == CURRENT
    dossier.refresh_from_db()
    assert dossier.text_dialect == dossier.reading == CURRENT


def test_what_was_approved_under_the_first_dialect_is_read_in_it(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.APPROVED)
    Assessment.objects.filter(pk=dossier.pk).update(text_dialect=FIRST)
    written(dossier, "*once* approved", FIRST)
    page_text = page(signed_in(cast.amara), "section", dossier.pk, SECTION)
    assert "<em>once</em> approved" in page_text
