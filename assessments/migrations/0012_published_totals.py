"""Totals that were printed elsewhere, beside the sums of the cost lines."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0011_struck_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedTotal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("field_versions", models.JSONField(blank=True, default=dict, editable=False)),
                ("updated_at", models.DateTimeField()),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("currency", models.CharField(default="USD", max_length=3)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16)),
                ("source", models.CharField(max_length=300)),
                ("page", models.CharField(blank=True, default="", max_length=40)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_totals",
                        to="assessments.action",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "updated_at"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(amount__gte=0), name="published_total_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=~Q(source=""), name="published_total_has_a_source"
                    ),
                    models.UniqueConstraint(
                        fields=["assessment", "action", "year", "currency", "source", "page"],
                        nulls_distinct=False,
                        name="one_published_total_a_place",
                    ),
                ],
            },
        ),
    ]
