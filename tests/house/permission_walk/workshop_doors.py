"""The doors of scoring sessions: the facilitator's pages, and those for phones without account."""

import json

from .door import Door
from .stage import Stage

_PAGES = (
    "scoring_session scoring_options scoring_criteria scoring_weights scoring_room "
    "scoring_progress scoring_result"
).split()
_ACTS = (
    ("setup", "open"),
    ("setup", "reveal"),
    ("open", "reveal"),
    ("open", "extend"),
    ("open", "again"),
    ("open", "freeze"),
    ("open", "close"),
    ("open", "close_joining"),
    ("open", "reopen_joining"),
    ("open", "use"),
)


def scoring_doors(stage: Stage) -> list[Door]:
    """Lists at each station of a dossier; pages and acts of a session before and after opening."""
    rows = [
        Door("scoring_sessions", station, (stage.dossiers[station].pk,), {"title": "Energy"})
        for station in ("draft", "in review", "returned", "published")
    ]
    for state, session in stage.sessions.items():
        where = (session.assessment_id, session.pk)
        rows += [Door(name, state, where) for name in _PAGES]
    values = {"hours": "4", "reason": "Nobody came."}
    for state, name in _ACTS:
        session = stage.sessions[state]
        act = (session.assessment_id, session.pk, name)
        rows.append(Door("scoring_act", f"{state}, {name}", act, values))
    session = stage.sessions["open"]
    seat = (session.assessment_id, session.pk, 1)
    rows.append(Door("scoring_seat", "open", seat, {"reason": "Nobody holds it."}))
    return rows + _phones(stage)


def _phones(stage: Stage) -> list[Door]:
    code = stage.sessions["open"].code
    return [
        Door("join", body={"code": code}),
        Door("join_session", args=(code,), body={"sex": "man", "sector": "youth"}),
        Door("seat_marks", args=(code,), body={"step": "1"}),
        Door("seat_sync", args=(code,), body=json.dumps({"marks": []})),
        Door("seat_leave", args=(code,), body={"marks": "withdraw"}),
    ]
