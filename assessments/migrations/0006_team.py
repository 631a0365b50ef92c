import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def _person(*, required: bool = False) -> models.Field:
    return models.ForeignKey(
        blank=not required,
        null=not required,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _paired(stamp: str) -> Q:
    both = {f"{stamp}_at__isnull": False, f"{stamp}_by__isnull": False}
    neither = {f"{stamp}_at__isnull": True, f"{stamp}_by__isnull": True}
    return Q(**both) | Q(**neither)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_evidence"),
        ("partners", "0003_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionAssignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("section", models.CharField(max_length=40)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("assigned_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_note", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reminded",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("week", "Week"),
                            ("day", "Day"),
                            ("overdue", "Overdue"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("reminded_on", models.DateField(blank=True, null=True)),
                ("accepted_by", _person()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="assessments.assessment",
                    ),
                ),
                ("assigned_by", _person(required=True)),
                ("ended_by", _person()),
                ("person", _person(required=True)),
                ("sent_back_by", _person()),
            ],
            options={
                "ordering": ["assigned_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at__isnull=True),
                        fields=("assessment", "section", "person"),
                        name="a_section_is_assigned_once_a_person",
                    ),
                    models.CheckConstraint(
                        condition=_paired("accepted"), name="acceptance_has_moment_and_person"
                    ),
                    models.CheckConstraint(
                        condition=_paired("sent_back"), name="sending_back_has_moment_and_person"
                    ),
                    models.CheckConstraint(
                        condition=_paired("ended"), name="end_of_work_has_moment_and_person"
                    ),
                    models.CheckConstraint(
                        condition=Q(accepted_at__isnull=True) | Q(ready_at__isnull=False),
                        name="accepted_means_ready",
                    ),
                    models.CheckConstraint(
                        condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("person")),
                        name="nobody_accepts_their_own_section",
                    ),
                    models.CheckConstraint(
                        condition=Q(sent_back_at__isnull=True) | ~Q(sent_back_note=""),
                        name="sent_back_says_why",
                    ),
                    models.CheckConstraint(
                        condition=Q(reminded__in=["", "week", "day", "overdue"]),
                        name="reminder_is_known",
                    ),
                ],
            },
        ),
    ]
