"""Coverage of a year and the rows of the ledger, as of a day."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from funding.queries import donors
from funding.queries.figures import Coverage, Figure, Level, coverage
from funding.queries.ladder import LadderPart

_AS_OF = OpenApiParameter(
    "as_of", date, description="The figures as known at the end of this day (UTC); today if empty."
)
_YEAR = OpenApiParameter("year", int, required=True, description="The calendar year.")


class AsOf(serializers.Serializer[Any]):
    """A day that is not in the future."""

    as_of = serializers.DateField(required=False)

    def day(self) -> date:
        today = timezone.now().date()
        wanted: date = self.validated_data.get("as_of", today)
        return min(wanted, today)


class CoverageAsked(AsOf):
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class Sum(serializers.DecimalField):
    """Exact decimals as text, two decimal places; null means not known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=24, decimal_places=2, **options)


class PartSerializer(serializers.Serializer[Any]):
    """A row's share in a figure. ``amount`` is in the promise's currency, ``usd`` at the rate of
    the row."""

    rung = serializers.CharField()
    row = serializers.UUIDField(source="row.id")
    donor = serializers.CharField(source="row.promise.donor")
    promise = serializers.CharField(source="row.promise.title")
    amount = Sum()
    currency = serializers.CharField()
    usd = Sum(allow_null=True)
    per_usd = serializers.DecimalField(
        source="row.per_usd", max_digits=20, decimal_places=8, allow_null=True
    )
    rate_source = serializers.CharField(source="row.rate_source")
    citation = serializers.CharField(source="row.citation")


class FigureSerializer(serializers.Serializer[Any]):
    """A level of coverage. ``certainty`` is known, at_least or unknown; a negative gap is a
    surplus."""

    level = serializers.CharField()
    amount = Sum(allow_null=True)
    certainty = serializers.CharField()
    share = serializers.DecimalField(max_digits=12, decimal_places=6, allow_null=True)
    gap = Sum(allow_null=True)
    parts = PartSerializer(many=True)
    confidential_rows = serializers.IntegerField()


class LeftOutSerializer(serializers.Serializer[Any]):
    """A row that belongs, or might belong, to the year and is in no sum."""

    why = serializers.CharField()
    donor = serializers.CharField(source="row.promise.donor")
    amount = Sum(source="row.amount", allow_null=True)
    currency = serializers.CharField(source="row.currency")
    year = serializers.IntegerField(source="row.year", allow_null=True)
    citation = serializers.CharField(source="row.citation")


class CoverageSerializer(serializers.Serializer[Any]):
    """One year in United States dollars."""

    year = serializers.IntegerField()
    as_of = serializers.DateField()
    requirement = Sum(source="need.amount", allow_null=True, default=None)
    requirement_source = serializers.CharField(source="need.requirement.citation", default="")
    figures = FigureSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
    confidential_rows_left_out = serializers.IntegerField()
    rows_waiting_for_approval = serializers.IntegerField()


def _figure(level: Level, figure: Figure) -> dict[str, Any]:
    share = figure.share
    ladder_parts: list[LadderPart] = [p for p in figure.parts if not p.row.promise.confidential]
    return {
        "level": str(level),
        "amount": figure.amount,
        "certainty": str(figure.certainty),
        "share": None if share is None else round(share, 6),
        "gap": figure.gap,
        "parts": ladder_parts,
        "confidential_rows": len(figure.parts) - len(ladder_parts),
    }


def _as_json(coverage_found: Coverage) -> dict[str, Any]:
    left_out = [
        left_out_part
        for left_out_part in coverage_found.left_out
        if not left_out_part.row.promise.confidential
    ]
    return {
        "year": coverage_found.year,
        "as_of": coverage_found.as_of,
        "need": coverage_found.need,
        "figures": [_figure(level, figure) for level, figure in coverage_found.figures.items()],
        "left_out": left_out,
        "confidential_rows_left_out": len(coverage_found.left_out) - len(left_out),
        "rows_waiting_for_approval": coverage_found.waiting,
    }


class CoverageView(APIView):
    """How much of a year's requirement is received, signed and pledged."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="funding_coverage", parameters=[_YEAR, _AS_OF], responses=CoverageSerializer
    )
    def get(self, request: Request) -> Response:
        asked = CoverageAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        asked_coverage = coverage(
            asked.validated_data["year"], asked.day(), with_invented=settings.DEMONSTRATION
        )
        return Response(CoverageSerializer(_as_json(asked_coverage)).data)


class ContributionSerializer(serializers.Serializer[Any]):
    """A row of the ledger that is public: approved, or carried from a published source."""

    id = serializers.UUIDField()
    donor = serializers.CharField(source="promise.donor")
    donors = serializers.ListField(source="promise.donors", child=serializers.CharField())
    split_not_known = serializers.BooleanField(source="promise.joint")
    in_kind = serializers.BooleanField(source="promise.in_kind")
    invented = serializers.BooleanField(source="promise.invented")
    promise = serializers.CharField(source="promise.title")
    action_id = serializers.UUIDField(source="promise.action_id", allow_null=True)
    kind = serializers.CharField()
    amount = Sum(allow_null=True)
    currency = serializers.CharField()
    usd = Sum(allow_null=True)
    per_usd = serializers.DecimalField(max_digits=20, decimal_places=8, allow_null=True)
    rate_source = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    value_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    counts_from = serializers.DateField()
    imported = serializers.BooleanField()
    citation = serializers.CharField()
    source_title = serializers.CharField()
    note = serializers.CharField()


class ContributionsView(APIView):
    """Every public row of the ledger on a day."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="funding_contributions",
        parameters=[_AS_OF],
        responses=ContributionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = AsOf(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = donors.contributions(asked.day(), with_invented=settings.DEMONSTRATION)
        return Response(ContributionSerializer(rows, many=True).data)
