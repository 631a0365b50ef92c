"""The questionnaire as data: every question and every field of every kind of record.

Words are in the language of the request (Accept-Language); keys, kinds and limits never change
within a version.
"""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.questions import CURRENT, STEPS, VERSIONS
from assessments.questions.definitions import Choice, Question, Questionnaire, Section
from assessments.questions.record_definitions import RecordField, RecordKind
from assessments.questions.records import fields_of, kinds_of
from assessments.questions.steps import QuestionnaireStep


class ChoiceSerializer(serializers.Serializer[Any]):
    """One answer to choose; ``key`` is what is stored."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ConditionSerializer(serializers.Serializer[Any]):
    """Holds when another question was answered with ``equals``."""

    question = serializers.CharField()
    equals = serializers.JSONField()


class QuestionSerializer(serializers.Serializer[Any]):
    """One question. ``limit`` counts characters; "not known" is an answer to any question."""

    key = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    why = serializers.CharField()
    seen_by = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    required_when = ConditionSerializer(allow_null=True)
    limit = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class FieldSerializer(serializers.Serializer[Any]):
    """One field of a kind of record; ``refers_to`` is a kind. Bounds are decimal text."""

    key = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    seen_by = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    limit = serializers.IntegerField(allow_null=True)
    least = serializers.CharField(allow_null=True)
    most = serializers.CharField(allow_null=True)
    decimals = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField()
    choices = ChoiceSerializer(many=True)
    refers_to = serializers.CharField(allow_null=True)
    stored = serializers.BooleanField()


class KindSerializer(serializers.Serializer[Any]):
    """A kind of record; ``parent`` is the field by which it hangs on another kind."""

    key = serializers.CharField()
    section = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    plural = serializers.CharField()
    help = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    most = serializers.IntegerField()
    fields = FieldSerializer(many=True)  # type: ignore[assignment]


class SectionSerializer(serializers.Serializer[Any]):
    """A section with its questions; ``records`` are the kinds kept in it."""

    key = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    intro = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    records = serializers.ListField(child=serializers.CharField())
    questions = QuestionSerializer(many=True)


class MoveSerializer(serializers.Serializer[Any]):
    """What became of a question of the version before."""

    key = serializers.CharField()
    outcome = serializers.CharField()
    to = serializers.CharField(allow_null=True)
    reason = serializers.CharField()


class QuestionnaireSerializer(serializers.Serializer[Any]):
    """A released version. ``moves`` tells of every question of the version before it."""

    version = serializers.CharField()
    current = serializers.BooleanField()
    language = serializers.CharField()
    sections = SectionSerializer(many=True)
    records = KindSerializer(many=True)
    moves = MoveSerializer(many=True)


class VersionSerializer(serializers.Serializer[Any]):
    """A released version in the list."""

    version = serializers.CharField()
    current = serializers.BooleanField()
    questions = serializers.IntegerField()
    records = serializers.IntegerField()


def _choices(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    return [{"key": choice.key, "label": str(choice.label)} for choice in choices]


def _question(question: Question) -> dict[str, Any]:
    condition = question.required_when
    return {
        "key": question.key,
        "kind": str(question.kind),
        "label": str(question.label),
        "help": str(question.help),
        "why": str(question.why),
        "seen_by": str(question.seen_by),
        "required": question.required,
        "required_when": condition and {"question": condition.question, "equals": condition.equals},
        "limit": question.limit,
        "unit": str(question.unit),
        "choices": _choices(question.choices),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "number": section.number,
        "title": str(section.title),
        "intro": str(section.intro),
        "required": section.required,
        "records": list(section.records),
        "questions": [_question(question) for question in section.questions],
    }


def _bound(number: Any) -> str | None:
    return None if number is None else str(number)


def _field(field: RecordField) -> dict[str, Any]:
    bounded = field.least is not None or field.most is not None
    return {
        "key": field.key,
        "kind": str(field.kind),
        "label": str(field.label),
        "help": str(field.help),
        "seen_by": str(field.seen_by),
        "required": field.required,
        "limit": field.limit,
        "least": _bound(field.least),
        "most": _bound(field.most),
        "decimals": field.decimals if bounded and field.kind in ("number", "share") else None,
        "unit": str(field.unit),
        "choices": _choices(field.choices),
        "refers_to": field.refers_to or None,
        "stored": field.stored,
    }


def _kind(kind: RecordKind, version: str) -> dict[str, Any]:
    return {
        "key": kind.key,
        "section": kind.section,
        "label": str(kind.label),
        "plural": str(kind.plural),
        "help": str(kind.help),
        "parent": kind.parent or None,
        "most": kind.most,
        "fields": [_field(field) for field in fields_of(kind, version)],
    }


def _moves(version: str) -> list[dict[str, Any]]:
    return [move for step in STEPS.values() if step.after == version for move in _of_step(step)]


def _of_step(step: QuestionnaireStep) -> list[dict[str, Any]]:
    keys = [question.key for question in VERSIONS[step.before]]
    moves = [(key, step.outcome_of(key)) for key in keys]
    return [
        {
            "key": key,
            "outcome": str(outcome),
            "to": None if key in step.gone else (step.moved[key].to if key in step.moved else key),
            "reason": str(_reason(step, key)),
        }
        for key, outcome in moves
    ]


def _reason(step: QuestionnaireStep, key: str) -> Any:
    if key in step.moved:
        return step.moved[key].reason
    return step.gone.get(key) or step.reworded.get(key, "")


def described(asked: Questionnaire) -> dict[str, Any]:
    """A version with everything in it, in the language of the request."""
    version = asked.version
    return {
        "version": version,
        "current": version == CURRENT,
        "language": get_language() or "en",
        "sections": [_section(section) for section in asked.sections],
        "records": [_kind(kind, version) for kind in kinds_of(version)],
        "moves": _moves(version),
    }


class QuestionnairesView(APIView):
    """The released versions, oldest first."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="questionnaires", responses=VersionSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every version that a dossier may be written to."""
        rows = [
            {
                "version": version.version,
                "current": version.version == CURRENT,
                "questions": len(list(version)),
                "records": len(kinds_of(version.version)),
            }
            for version in VERSIONS.values()
        ]
        return Response(VersionSerializer(rows, many=True).data)


class QuestionnaireView(APIView):
    """One version, with every question and every kind of record."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="questionnaire",
        parameters=[
            OpenApiParameter(
                "version", str, OpenApiParameter.PATH, description="For example: 2026.2."
            )
        ],
        responses=QuestionnaireSerializer,
    )
    def get(self, request: Request, version: str) -> Response:
        """Questions, fields, choices, limits, and what became of the questions before."""
        if version not in VERSIONS:
            raise NotFound
        return Response(QuestionnaireSerializer(described(VERSIONS[version])).data)
