"""Writing the worked dossier of the invented country, through the same acts a country uses."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from assessments.answers.operations import answers
from assessments.dossiers.operations import endorsement, opening
from assessments.models import Assessment, Cycle, Record
from assessments.priorities.operations import scores as priorities
from assessments.questions import catalogues, questionnaire
from assessments.records.operations import writing
from partners.models import Country, User

_FILE = Path(__file__).resolve().parents[2] / "data" / "demonstration.json"
Codes = dict[str, Record]


def content() -> dict[str, Any]:
    """The invented dossier as told in the data file."""
    dossier: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return dossier


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


class _DossierWriter:
    """Writes the records of one dossier and remembers them by their code."""

    def __init__(self, assessment: Assessment, by: User, at: datetime) -> None:
        self.assessment, self.by, self.at = assessment, by, at
        self.codes: Codes = {}

    def write(self, kind: str, code: str, values: Mapping[str, Any]) -> Record:
        record = writing.save_record(
            assessment=self.assessment,
            kind=kind,
            record_id=None,
            values=values,
            base_version=None,
            by=self.by,
            at=self.at,
        )
        if code:
            self.codes[code] = record
        return record

    def stakeholders(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self.write("stakeholder", "", row)

    def events(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self.write("event", "", row | {"held_on": _day(row["held_on"])})

    def linked_plans(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            values = {name: value for name, value in row.items() if name != "code"}
            self.write("linked_plan", row["code"], values)

    def indicators(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self.write("indicator", "", row | {"value": _number(row["value"])})

    def sectors(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            name = row.get("name") or str(catalogues.label_of(catalogues.SECTORS, row["key"]))
            self.write(
                "sector",
                row["code"] if "code" in row else row["key"],
                {
                    "key": row["key"],
                    "name": name,
                    "reason": row["reason"],
                    "sdg_targets": row["sdg_targets"],
                    "linked_plan": self.codes[row["linked_plan"]],
                    "plan_objective": row["plan_objective"],
                },
            )

    def needs(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            values = {name: row[name] for name in ("challenge", "statement", "who_benefits")}
            self.write("need", row["code"], values | {"sector": self.codes[row["sector"]]})

    def options(self, rows: list[dict[str, Any]]) -> None:
        plain = (
            "name description stage hardware software orgware currency lifetime_years "
            "screened_in screening_reason chosen source source_page form sub_sector "
            "catalogue_entry catalogue_match scale horizon goods status_in_country implementation "
            "impact_social impact_economic impact_environmental impact_climate considerations "
            "other_costs"
        ).split()
        for row in rows:
            ambition = row.get("ambition") or {}
            values = {name: row[name] for name in plain} | {
                "need": self.codes[row["need"]],
                "capital_cost": _number(row["capital_cost"]),
                "running_cost": _number(row["running_cost"]),
                "ambition_target": ambition.get("target", ""),
                "ambition_scale": ambition.get("scale", ""),
                "ambition_year": ambition.get("year"),
                "ambition_beneficiaries": str(ambition.get("beneficiaries", "")),
            }
            self.write("option", row["code"], values)

    def criteria(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            values = {name: row[name] for name in ("name", "group", "direction", "unit")}
            numbers = {name: _number(row[name]) for name in ("weight", "low", "high")}
            self.write("criterion", row["code"], values | numbers)

    def scores(self, rows: list[dict[str, Any]]) -> None:
        cells = {
            (self.codes[row["option"]].pk, self.codes[row["criterion"]].pk): _number(row["value"])
            for row in rows
        }
        priorities.save_scores(assessment=self.assessment, scores=cells, by=self.by, at=self.at)

    def barriers(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            plain = ("category", "description", "importance", "votes")
            values = {name: row[name] for name in plain} | {"option": self.codes[row["option"]]}
            marks = {f"mark_{mark}": count for mark, count in enumerate(row["marks"], start=1)}
            self.write("barrier", row["code"], values | marks)
        for row in rows:
            if row["caused_by"]:
                self._cause(self.codes[row["code"]], self.codes[row["caused_by"]])

    def _cause(self, barrier: Record, cause: Record) -> None:
        writing.save_record(
            assessment=self.assessment,
            kind="barrier",
            record_id=barrier.pk,
            values={"caused_by": cause},
            base_version=None,
            by=self.by,
            at=self.at,
        )

    def measures(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            values = {name: row[name] for name in ("kind", "description")}
            values["barriers"] = [self.codes[code] for code in row["barriers"]]
            self.write("measure", row["code"], values)

    def actions(self, rows: list[dict[str, Any]]) -> None:
        plain = ("title description responsible partners benefits capacity_needs").split()
        for row in rows:
            values = {name: row[name] for name in plain} | {
                "option": self.codes[row["option"]],
                "measure": self.codes[row["measure"]] if row["measure"] else None,
            }
            action = self.write("action", row["code"], values)
            for sought in row["funding_sought"]:
                self.write("funding_sought", "", dict(sought) | {"action": action})
            for activity in row["activities"]:
                self._activity(action, activity)

    def published_totals(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            action = self.codes[row["action"]] if row["action"] else None
            values = row | {"action": action, "amount": _number(row["amount"])}
            self.write("published_total", "", values)

    def _activity(self, action: Record, row: dict[str, Any]) -> None:
        plain = ("title responsible indicator baseline target risk_kind risk contingency").split()
        values = {name: row[name] for name in plain} | {
            "action": action,
            "starts_on": _day(row["starts_on"]),
            "ends_on": _day(row["ends_on"]),
            "predecessor": self.codes[row["predecessor"]] if row["predecessor"] else None,
        }
        activity = self.write("activity", row["code"], values)
        for line in row["cost_lines"]:
            numbers = {"amount": _number(line["amount"]), "activity": activity}
            plain_line = {name: line[name] for name in ("category", "year", "currency", "note")}
            self.write("cost_line", "", plain_line | numbers)


def _answer_all(
    assessment: Assessment, answers_by_key: Mapping[str, Any], by: User, at: datetime
) -> None:
    for section in questionnaire(assessment.questionnaire).sections:
        written = [
            answers.Written(
                key=question.key,
                value=answers_by_key[question.key],
                not_known=False,
                base_version=0,
                client_uuid=uuid4(),
            )
            for question in section.questions
            if answers_by_key.get(question.key) is not None
        ]
        answers.save_answers(
            assessment=assessment, section=section.key, written=written, by=by, at=at
        )


def write_demonstration(
    *, country: Country, cycle: Cycle, by: User, at: datetime, mark_complete: bool = True
) -> Assessment:
    """Open and fill the invented dossier, section by section, ready to be submitted.

    Raises what the acts raise; each act is a transaction of its own, as it is for a person.
    """
    dossier = content()
    assessment = opening.open_assessment(
        country=country,
        cycle=cycle,
        title=dossier["title"],
        language=dossier["language"],
        by=by,
        at=at,
    )
    _answer_all(assessment, dossier["answers"], by, at)
    writer = _DossierWriter(assessment, by, at)
    method = dossier["prioritisation"]
    priorities.set_method(
        assessment=assessment,
        kind=method["kind"],
        normalisation=method["normalisation"],
        missing=method["missing"],
        reason=method["reason"],
        by=by,
        at=at,
    )
    for part in (
        "stakeholders events linked_plans indicators sectors needs options criteria scores "
        "barriers measures"
    ).split():
        getattr(writer, part)(dossier[part])
    writer.actions(dossier["actions"])
    writer.published_totals(dossier["published_totals"])
    held = dossier["endorsement"]
    endorsement.record_endorsement(
        assessment=assessment,
        held_on=date.fromisoformat(held["held_on"]),
        place=held["place"],
        women=held["women"],
        men=held["men"],
        by_sector={row["sector"]: row["count"] for row in held["by_sector"]},
        minutes=held["minutes"],
        by=by,
        at=at,
    )
    if mark_complete:
        for section in questionnaire(assessment.questionnaire).sections:
            answers.mark_section(
                assessment=assessment, section=section.key, complete=True, by=by, at=at
            )
    return assessment
