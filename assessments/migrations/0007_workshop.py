import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Once a session is frozen nothing of it is written again: neither its own row, nor its seats,
# marks and weights. The row of the session is held while one of these is written, so that a mark
# and the freezing never pass each other. A judgement of weights is written once.
KEEP = """
CREATE FUNCTION assessments_session_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'frozen' THEN
        RAISE EXCEPTION 'a frozen scoring session is kept as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION assessments_frozen_session_takes_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_session uuid;
    new_session uuid;
    state_now text;
BEGIN
    IF TG_TABLE_NAME = 'assessments_seatscore' THEN
        IF TG_OP <> 'INSERT' THEN
            SELECT session_id INTO old_session FROM assessments_seat WHERE id = OLD.seat_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            SELECT session_id INTO new_session FROM assessments_seat WHERE id = NEW.seat_id;
        END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN old_session := OLD.session_id; END IF;
        IF TG_OP <> 'DELETE' THEN new_session := NEW.session_id; END IF;
    END IF;
    FOR state_now IN
        SELECT state FROM assessments_scoringsession
        WHERE id IN (old_session, new_session) FOR SHARE
    LOOP
        IF state_now = 'frozen' THEN
            RAISE EXCEPTION 'a frozen scoring session is kept as it is'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER scoring_session_is_frozen BEFORE UPDATE OR DELETE ON assessments_scoringsession
    FOR EACH ROW EXECUTE FUNCTION assessments_session_is_frozen();
CREATE TRIGGER seat_of_frozen_session BEFORE INSERT OR UPDATE OR DELETE ON assessments_seat
    FOR EACH ROW EXECUTE FUNCTION assessments_frozen_session_takes_nothing();
CREATE TRIGGER mark_of_frozen_session BEFORE INSERT OR UPDATE OR DELETE ON assessments_seatscore
    FOR EACH ROW EXECUTE FUNCTION assessments_frozen_session_takes_nothing();
CREATE TRIGGER weights_of_frozen_session BEFORE INSERT OR DELETE ON assessments_weightjudgement
    FOR EACH ROW EXECUTE FUNCTION assessments_frozen_session_takes_nothing();
CREATE TRIGGER weights_are_written_once BEFORE UPDATE ON assessments_weightjudgement
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
"""

UNKEEP = """
DROP TRIGGER weights_are_written_once ON assessments_weightjudgement;
DROP TRIGGER weights_of_frozen_session ON assessments_weightjudgement;
DROP TRIGGER mark_of_frozen_session ON assessments_seatscore;
DROP TRIGGER seat_of_frozen_session ON assessments_seat;
DROP TRIGGER scoring_session_is_frozen ON assessments_scoringsession;
DROP FUNCTION assessments_frozen_session_takes_nothing();
DROP FUNCTION assessments_session_is_frozen();
"""

# What reads a reasoned order goes through it place by place.
ORDER_IS_A_LIST = """
ALTER TABLE assessments_prioritisation
    ADD CONSTRAINT a_reasoned_order_is_a_list CHECK (jsonb_typeof("order") = 'array');
"""

ORDER_IS_FREE = """
ALTER TABLE assessments_prioritisation DROP CONSTRAINT a_reasoned_order_is_a_list;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GuessCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ScoringSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("sector_id", models.UUIDField(blank=True, null=True)),
                ("sector_name", models.CharField(blank=True, default="", max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("setup", "Being set up"),
                            ("open", "Open for scoring"),
                            ("revealed", "Results shown"),
                            ("frozen", "Frozen"),
                            ("closed", "Closed without result"),
                        ],
                        default="setup",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("code", models.CharField(blank=True, default="", max_length=6)),
                ("options", models.JSONField(blank=True, default=list)),
                ("criteria", models.JSONField(blank=True, default=list)),
                ("method", models.JSONField(blank=True, default=dict)),
                ("frozen", models.JSONField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("made_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scoring_sessions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revealed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="prioritisation",
            name="from_session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.scoringsession",
            ),
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "sex",
                    models.CharField(
                        choices=[
                            ("woman", "Woman"),
                            ("man", "Man"),
                            ("not_said", "I prefer not to say"),
                        ],
                        default="not_said",
                        max_length=10,
                    ),
                ),
                ("sector", models.CharField(blank=True, default="", max_length=40)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="assessments.scoringsession",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SeatScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("option_id", models.UUIDField()),
                ("criterion_id", models.UUIDField()),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True),
                ),
                ("no_opinion", models.BooleanField(default=False)),
                ("sequence", models.PositiveIntegerField()),
                ("client_uuid", models.UUIDField(unique=True)),
                ("carried", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="assessments.seat",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeightJudgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("direct", "Direct: share out 100 percent"),
                            ("swing", "Swing: from worst to best"),
                            ("ratio", "Ratio: how many times as important"),
                            ("ahp", "Pairs: compare two at a time (AHP)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("inputs", models.JSONField()),
                ("ranges", models.JSONField()),
                ("written_at", models.DateTimeField()),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="assessments.seat",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weighings",
                        to="assessments.scoringsession",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="scoringsession",
            constraint=models.UniqueConstraint(
                fields=("assessment", "number"), name="scoring_sessions_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("code",),
                name="a_code_leads_to_one_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["setup", "open", "revealed", "frozen", "closed"])
                ),
                name="scoring_session_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["setup", "closed"]),
                    models.Q(
                        models.Q(("code", ""), _negated=True),
                        ("expires_at__isnull", False),
                        ("opened_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_open_session_has_code_and_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("frozen__isnull", False),
                        ("frozen_by__isnull", False),
                        ("state", "frozen"),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "frozen"), _negated=True),
                        ("digest", ""),
                        ("frozen__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="frozen_means_kept_with_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                fields=("session", "number"), name="seats_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), ("left_at__isnull", False), _connector="OR"
                ),
                name="who_withdraws_has_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatscore",
            constraint=models.UniqueConstraint(
                fields=("seat", "round", "option_id", "criterion_id"),
                name="one_mark_a_seat_and_cell",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("no_opinion", False), ("value__isnull", True), _connector="OR"),
                name="no_opinion_has_no_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="weightjudgement",
            constraint=models.UniqueConstraint(
                fields=("session", "number"), name="weighings_are_numbered"
            ),
        ),
        migrations.RunSQL(KEEP, UNKEEP),
        migrations.AddField(
            model_name="prioritisation",
            name="order",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="prioritisation",
            name="weight_ranges",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddConstraint(
            model_name="prioritisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("kind", "scored"), ("order", [])),
                    _connector="OR",
                ),
                name="a_reasoned_order_has_its_reason",
            ),
        ),
        migrations.RunSQL(ORDER_IS_A_LIST, ORDER_IS_FREE),
    ]
