"""Countries and their status on a day, open to anybody."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from partners.queries.countries import CountryStanding, countries_on

_ON = OpenApiParameter(
    "on", date, description="The day the status is asked for (UTC); today when left out."
)


class CountryListQuery(serializers.Serializer[Any]):
    """The query parameters."""

    on = serializers.DateField(required=False)
    region = serializers.CharField(required=False, allow_blank=True, max_length=60)


class CountrySerializer(serializers.Serializer[Any]):
    """A country on a day. A scheduled graduation is never certain until it is recorded."""

    iso3 = serializers.CharField(source="country.iso3")
    iso2 = serializers.CharField(source="country.iso2")
    m49 = serializers.CharField(source="country.m49")
    names = serializers.DictField(source="country.names", child=serializers.CharField())
    region = serializers.CharField(source="country.region")
    subregion = serializers.CharField(source="country.subregion")
    landlocked = serializers.BooleanField(source="country.landlocked")
    small_island = serializers.BooleanField(source="country.small_island")
    on = serializers.DateField(source="status.day")
    is_ldc = serializers.BooleanField(source="status.is_ldc")
    may_use_bank = serializers.BooleanField(source="status.may_use_bank")
    included_on = serializers.DateField(source="status.included_on", allow_null=True)
    graduated_on = serializers.DateField(source="status.graduated_on", allow_null=True)
    graduation_day_certain = serializers.BooleanField(source="status.graduation_day_certain")
    access_until = serializers.DateField(source="status.access_until", allow_null=True)
    scheduled_on = serializers.DateField(source="status.scheduled_on", allow_null=True)
    scheduled_day_certain = serializers.BooleanField(source="status.scheduled_day_certain")
    scheduled_confirmed = serializers.BooleanField(source="status.scheduled_confirmed")
    decision_pending = serializers.BooleanField(source="status.decision_pending")


def _standings(request: Request) -> list[CountryStanding]:
    query = CountryListQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    parameters: dict[str, Any] = query.validated_data
    day = parameters.get("on") or timezone.now().date()
    return countries_on(day, region=parameters.get("region", ""))


class CountryViewSet(viewsets.ViewSet):
    """Least developed countries and those that graduated."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="countries",
        parameters=[_ON, OpenApiParameter("region", str, description="For example: Africa.")],
        responses=CountrySerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Every country with its status on the day, by English name; no pages."""
        return Response(CountrySerializer(_standings(request), many=True).data)

    @extend_schema(
        operation_id="country",
        parameters=[_ON, OpenApiParameter("id", str, OpenApiParameter.PATH, description="ISO3.")],
        responses=CountrySerializer,
    )
    def retrieve(self, request: Request, pk: str = "") -> Response:
        """One country, by its ISO 3166 alpha-3 code."""
        match = next(
            (standing for standing in _standings(request) if standing.country.pk == pk), None
        )
        if match is None:
            raise NotFound
        return Response(CountrySerializer(match).data)
