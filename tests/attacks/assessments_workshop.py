"""Attacks on scoring sessions: who sits in them, what was marked, and that it stays frozen."""

from collections.abc import Callable
from typing import Any

from tests.attacks.attack import Attack, change, changed, copied, copy, delete

SESSION = "assessments_scoringsession"
SEAT = "assessments_seat"
MARK = "assessments_seatscore"
WEIGHTS = "assessments_weightjudgement"
OPEN = "state = 'open'"
FROZEN = "state = 'frozen'"
PERSON = "(SELECT min(id) FROM partners_user)"


def inside(state: str) -> str:
    """What belongs to the session in that state."""
    return f"session_id = (SELECT id FROM {SESSION} WHERE {state})"


def of_seat(state: str) -> str:
    return f"seat_id = (SELECT id FROM {SEAT} WHERE {inside(state)})"


def frozen(name: str, table: str, condition: tuple[str, str], event: str) -> Attack:
    """Something of a frozen session is written, changed or removed; in the open one it may be."""
    in_frozen, in_open = condition
    statements: dict[str, Callable[[Any], Any]] = {
        "INSERT": lambda row: copy(table, {}, row),
        "UPDATE": lambda row: change(table, {"sequence": "sequence + 1"}, row),
        "DELETE": lambda row: delete(table, row),
    }
    statement = statements[event]
    # Marks hold their seat.
    before = (f"DELETE FROM {MARK} WHERE {of_seat(OPEN)}",) if table == SEAT else ()
    return Attack(name, table, statement(in_frozen), statement(in_open), event, before)


SEATS = (inside(FROZEN), inside(OPEN))
MARKS = (of_seat(FROZEN), of_seat(OPEN))

SESSIONS: list[Attack] = [
    copied(
        "a_code_leads_to_one_session",
        SESSION,
        {"code": "code"},
        {"code": "'OTHER1'"},
        row=OPEN,
    ),
    copied("scoring_sessions_are_numbered", SESSION, {"number": "number"}, {}, row=OPEN),
    *(
        changed("an_open_session_has_code_and_end", SESSION, missing, {"code": "code"}, row=OPEN)
        for missing in ({"expires_at": "NULL"}, {"opened_at": "NULL"}, {"code": "''"})
    ),
    changed(
        "frozen_means_kept_with_digest",
        SESSION,
        {"state": "'frozen'", "frozen": "'{}'", "frozen_by_id": PERSON},
        {"state": "'frozen'", "frozen": "'{}'", "frozen_by_id": PERSON, "digest": "'0'"},
        row=OPEN,
    ),
    changed(
        "frozen_means_kept_with_digest",
        SESSION,
        {"digest": "'0'"},
        {"digest": "''"},
        row=OPEN,
    ),
    changed(
        "scoring_session_state_is_known",
        SESSION,
        {"state": "'lost'"},
        {"state": "'revealed'"},
        row=OPEN,
    ),
    Attack(
        "scoring_session_is_frozen",
        SESSION,
        tried=change(SESSION, {"title": "'Another'"}, FROZEN),
        harmless=change(SESSION, {"title": "'Another'"}, OPEN),
        event="UPDATE",
    ),
    Attack(
        "scoring_session_is_frozen",
        SESSION,
        tried=delete(SESSION, FROZEN),
        harmless=delete(SESSION, "number = 99"),
        event="DELETE",
        before=(copy(SESSION, {}, OPEN),),
    ),
]
PEOPLE: list[Attack] = [
    *(
        changed(
            "a_seat_is_struck_by_somebody_with_a_reason",
            SEAT,
            struck,
            {"struck_at": "now()", "struck_by_id": PERSON, "struck_reason": "'Sat twice.'"},
            row=inside(OPEN),
        )
        for struck in (
            {"struck_at": "now()", "struck_by_id": PERSON},
            {"struck_at": "now()", "struck_reason": "'Sat twice.'"},
            {"struck_reason": "'Sat twice.'"},
        )
    ),
    changed(
        "who_withdraws_has_left",
        SEAT,
        {"withdrawn_at": "now()"},
        {"withdrawn_at": "now()", "left_at": "now()"},
        row=inside(OPEN),
    ),
    copied(
        "assessments_seat_token_hash_key",
        SEAT,
        {"token_hash": "token_hash"},
        {},
        row=inside(OPEN),
    ),
    copied("seats_are_numbered", SEAT, {"number": "number"}, {}, row=inside(OPEN)),
    *(
        frozen("seat_of_frozen_session", SEAT, SEATS, event)
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
]
SCORES: list[Attack] = [
    copied(
        "assessments_seatscore_client_uuid_key",
        MARK,
        {"client_uuid": "client_uuid"},
        {},
        row=of_seat(OPEN),
    ),
    copied("one_mark_a_seat_and_cell", MARK, {"round": "round"}, {}, row=of_seat(OPEN)),
    changed(
        "no_opinion_has_no_value",
        MARK,
        {"no_opinion": "true", "value": "0"},
        {"no_opinion": "true", "value": "NULL"},
        row=of_seat(OPEN),
    ),
    *(
        frozen("mark_of_frozen_session", MARK, MARKS, event)
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
]
WEIGHINGS: list[Attack] = [
    copied("weighings_are_numbered", WEIGHTS, {"number": "number"}, {}, row=inside(OPEN)),
    Attack(
        "weights_are_written_once",
        WEIGHTS,
        tried=change(WEIGHTS, {"inputs": "'[]'"}, inside(OPEN)),
        harmless=copy(WEIGHTS, {"inputs": "'[]'"}, inside(OPEN)),
        event="UPDATE",
    ),
    *(frozen("weights_of_frozen_session", WEIGHTS, SEATS, event) for event in ("INSERT", "DELETE")),
]
ATTACKS = [*SESSIONS, *PEOPLE, *SCORES, *WEIGHINGS]
