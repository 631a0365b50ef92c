"""The notices beside the texts of answers and records."""

from typing import Final

from assessments.dossiers.queries.notices import TextNotices, long_text_notices
from assessments.models import Answer, Record
from assessments.questions.definitions import Question, QuestionKind
from assessments.questions.record_definitions import FieldKind, RecordKind
from techbank.text.glyphs import unprintable_sentence

# Long fields of records that plans printed as Markdown under the first dialect.
_PRINTED_AS_MARKDOWN: Final = {("action", "description"), ("option", "description")}


def answer_notices(answer: Answer | None, question: Question) -> TextNotices:
    """The notices of an answer as it is stored; none for what is no text."""
    if answer is None or not isinstance(answer.value, str):
        return TextNotices()
    if question.has_marks:
        return long_text_notices(answer.value, answer.dialect)
    is_text = question.kind is QuestionKind.TEXT
    return TextNotices(unprintable=unprintable_sentence(answer.value) if is_text else "")


def record_notices(record: Record, kind: RecordKind) -> dict[str, TextNotices]:
    """The notices of a record's texts, by the key of the field; no query."""
    notices = {}
    for field in kind.fields:
        text = getattr(record, field.key, "") or ""
        if field.kind is FieldKind.LONG:
            of_record = (kind.key, field.key) not in _PRINTED_AS_MARKDOWN
            notices[field.key] = long_text_notices(text, record.dialect, of_record=of_record)
        elif field.kind is FieldKind.TEXT:
            notices[field.key] = TextNotices(unprintable=unprintable_sentence(text))
    return {key: notice for key, notice in notices.items() if notice}
