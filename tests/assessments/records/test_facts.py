"""A stored value is said in the same words wherever it is read: page, history, factsheet."""

import pytest
from django.utils import translation

from assessments.models import Assessment
from assessments.questions.record_definitions import FieldKind
from assessments.questions.records import RECORD_KINDS
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.records.operations.states import state_of
from assessments.records.queries.facts import field_text, value_in_words


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_record_and_its_history_say_a_field_in_the_same_words(
    draft: Assessment, language: str
) -> None:
    compared: set[FieldKind] = set()
    with translation.override(language):
        for kind in RECORD_KINDS.values():
            for record in RECORD_TABLES[kind.key].model._default_manager.filter(assessment=draft):
                stored = state_of(record)
                for field in kind.fields:
                    if not field.stored or field.kind in (FieldKind.ONE, FieldKind.MANY):
                        continue
                    words = value_in_words(field, stored.get(field.key), {})
                    assert words == field_text(record, field), (kind.key, field.key)
                    if words:
                        compared.add(field.kind)
    assert compared >= {FieldKind.TEXT, FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.DATE}


def test_what_cannot_be_read_as_its_kind_is_shown_as_it_was_stored() -> None:
    kinds = {field.kind: field for kind in RECORD_KINDS.values() for field in kind.fields}
    for kind in (FieldKind.NUMBER, FieldKind.DATE, FieldKind.SHARE, FieldKind.CHOICE):
        assert value_in_words(kinds[kind], "as typed", {}) == "as typed"


def test_a_record_that_is_gone_is_named_by_its_id_and_several_stand_apart() -> None:
    kinds = {field.kind: field for kind in RECORD_KINDS.values() for field in kind.fields}
    assert value_in_words(kinds[FieldKind.ONE], "b", {"a": "Cold rooms"}) == "b"
    assert value_in_words(kinds[FieldKind.MANY], ["a", "b"], {"a": "Cold rooms"}) == "Cold rooms; b"
