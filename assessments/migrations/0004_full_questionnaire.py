"""The whole assessment: participation, plans, indicators, factsheets, cause trees, rolling on."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

MARKS = (1, 2, 3, 4, 5)
ALL_MARKS_BLANK = Q(**{f"mark_{mark}__isnull": True for mark in MARKS})

GUARD = """
CREATE TRIGGER roll_forward_is_kept BEFORE UPDATE OR DELETE ON assessments_rollforward
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();

-- Where the marks are counted, the votes are their sum, whichever of them was written.
CREATE FUNCTION assessments_sum_the_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF num_nonnulls(NEW.mark_1, NEW.mark_2, NEW.mark_3, NEW.mark_4, NEW.mark_5) > 0 THEN
        NEW.votes := coalesce(NEW.mark_1, 0) + 2 * coalesce(NEW.mark_2, 0)
            + 3 * coalesce(NEW.mark_3, 0) + 4 * coalesce(NEW.mark_4, 0)
            + 5 * coalesce(NEW.mark_5, 0);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER votes_follow_the_marks BEFORE INSERT OR UPDATE ON assessments_barrier
    FOR EACH ROW EXECUTE FUNCTION assessments_sum_the_marks();

-- Two writers could each close half of a circle: they go one after the other.
CREATE FUNCTION assessments_causes_go_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.caused_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('causes of ' || NEW.assessment_id, 0));
    IF EXISTS (
        WITH RECURSIVE behind(id, caused_by_id) AS (
            SELECT b.id, b.caused_by_id FROM assessments_barrier b WHERE b.id = NEW.caused_by_id
            UNION
            SELECT b.id, b.caused_by_id FROM assessments_barrier b
                JOIN behind ON b.id = behind.caused_by_id
        )
        SELECT 1 FROM behind WHERE id = NEW.id OR caused_by_id = NEW.id
    ) OR NEW.caused_by_id = NEW.id THEN
        RAISE EXCEPTION 'barrier_causes_have_no_circle'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER causes_go_back BEFORE INSERT OR UPDATE OF caused_by_id ON assessments_barrier
    FOR EACH ROW EXECUTE FUNCTION assessments_causes_go_back();
"""
UNGUARD = """
DROP TRIGGER causes_go_back ON assessments_barrier;
DROP FUNCTION assessments_causes_go_back();
DROP TRIGGER votes_follow_the_marks ON assessments_barrier;
DROP FUNCTION assessments_sum_the_marks();
DROP TRIGGER roll_forward_is_kept ON assessments_rollforward;
"""


def sum_of_marks():
    terms = [Coalesce(F(f"mark_{mark}"), Value(0)) * Value(mark) for mark in MARKS]
    return sum(terms[1:], terms[0])


def text(length=None):
    if length is None:
        return models.TextField(blank=True, default="")
    return models.CharField(blank=True, default="", max_length=length)


def count():
    return models.PositiveSmallIntegerField(blank=True, null=True)


def person():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def record(*fields):
    """The columns every record has, around its own."""
    return [
        (
            "id",
            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
        ),
        ("position", models.PositiveIntegerField(default=0)),
        ("version", models.PositiveIntegerField(default=1)),
        ("field_versions", models.JSONField(blank=True, default=dict, editable=False)),
        ("updated_at", models.DateTimeField()),
        *fields,
        (
            "assessment",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="assessments.assessment",
            ),
        ),
        ("updated_by", person()),
    ]


ORDERED = {"ordering": ["position", "updated_at"], "abstract": False}
OPTION_COLUMNS = {
    "form": text(30),
    "sub_sector": text(120),
    "catalogue_entry": text(40),
    "catalogue_match": text(20),
    "scale": text(20),
    "horizon": text(20),
    "goods": text(20),
    "status_in_country": text(),
    "implementation": text(),
    "impact_social": text(),
    "impact_economic": text(),
    "impact_environmental": text(),
    "impact_climate": text(),
    "considerations": text(),
    "other_costs": text(),
}


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_saving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Stakeholder",
            fields=record(
                ("organisation", text(200)),
                ("name", text(200)),
                ("sector", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=40)),
                ("field", text(200)),
                ("sex", text(10)),
                ("contact", text(200)),
                ("consent", models.BooleanField(default=False)),
            ),
            options=ORDERED
            | {
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(organisation="", name=""), name="stakeholder_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=Q(consent=False) | ~Q(name=""),
                        name="consent_is_given_by_a_person",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=record(
                ("title", models.CharField(max_length=200)),
                ("kind", text(40)),
                ("held_on", models.DateField()),
                ("place", models.CharField(max_length=200)),
                ("purpose", text()),
                ("women", models.PositiveIntegerField(blank=True, null=True)),
                ("men", models.PositiveIntegerField(blank=True, null=True)),
            ),
            options=ORDERED,
        ),
        migrations.CreateModel(
            name="LinkedPlan",
            fields=record(
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("issued_by", text(200)),
                ("year", count()),
                ("link", text(500)),
                ("used", text()),
            ),
            options=ORDERED
            | {
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(link="") | Q(link__regex=r"^https?://[^\s]+$"),
                        name="link_of_a_plan_is_an_address",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=record(
                ("key", models.CharField(max_length=40)),
                ("name", text(200)),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True),
                ),
                ("unit", text(60)),
                ("rank", count()),
                ("no_data", models.BooleanField(default=False)),
                ("year", count()),
                ("edition", text(60)),
                ("source", text(300)),
                ("source_page", text(40)),
                ("note", text()),
            ),
            options=ORDERED
            | {
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(no_data=False) | Q(value__isnull=True, rank__isnull=True),
                        name="no_data_has_no_value",
                    ),
                    models.CheckConstraint(
                        condition=~Q(key="own") | ~Q(name=""), name="own_indicator_is_named"
                    ),
                    models.UniqueConstraint(
                        fields=["assessment", "key", "name", "year", "edition"],
                        nulls_distinct=False,
                        name="one_figure_an_indicator_and_year",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RollForward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_version", models.CharField(max_length=20)),
                ("to_version", models.CharField(max_length=20)),
                ("report", models.JSONField()),
                ("rolled_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roll_forwards",
                        to="assessments.assessment",
                    ),
                ),
                ("rolled_by", person()),
            ],
            options={
                "ordering": ["-rolled_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(from_version=F("to_version")), name="a_roll_goes_somewhere"
                    ),
                    models.UniqueConstraint(
                        fields=["assessment", "to_version"], name="a_version_is_reached_once"
                    ),
                ],
            },
        ),
        migrations.AddField("action", "partners", text(300)),
        migrations.AddField("action", "benefits", text()),
        migrations.AddField("activity", "risk_kind", text(20)),
        *(migrations.AddField("barrier", f"mark_{mark}", count()) for mark in MARKS),
        migrations.AddField(
            "barrier",
            "caused_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="effects",
                to="assessments.barrier",
            ),
        ),
        migrations.AddField(
            "sector",
            "linked_plan",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sectors",
                to="assessments.linkedplan",
            ),
        ),
        migrations.AddField("sector", "plan_objective", text(300)),
        *(
            migrations.AddField("technologyoption", name, column)
            for name, column in OPTION_COLUMNS.items()
        ),
        migrations.AddConstraint(
            "barrier",
            models.CheckConstraint(
                condition=ALL_MARKS_BLANK | Q(votes=sum_of_marks(), votes__isnull=False),
                name="votes_are_the_sum_of_the_marks",
            ),
        ),
        migrations.AddConstraint(
            "technologyoption",
            models.CheckConstraint(
                condition=Q(catalogue_match="") | ~Q(catalogue_entry=""),
                name="match_needs_an_entry",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
