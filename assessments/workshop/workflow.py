"""The path of a scoring session, as a table: from where, who, under which condition, to where.

set up -> open -> results shown -> frozen, or open again for another round.
"""

from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext_lazy

from assessments.dossiers.queries.access import may_edit
from assessments.models import ScoringSession
from assessments.states import LIVE_STATES, SessionState
from partners.access import AccessDecision, no
from partners.models import Country, User
from partners.roles import Permission
from partners.transitions import Act

from .queries import sessions


def _country_of_session(session: Any) -> Country:
    return cast(Country, session.assessment.country)


def _facilitates(session: ScoringSession, by: User, at: datetime) -> AccessDecision:
    return may_edit(session.assessment, by, at.date(), "priorities")


def _ready(session: ScoringSession, by: User, at: datetime) -> AccessDecision:
    missing = sessions.obstacles(session)
    return no(" ".join(missing)) if missing else _facilitates(session, by, at)


def _session_act(name: str, **row: Any) -> Act:
    return Act(
        name=name,
        permission=Permission.EDIT_ASSESSMENT,
        belongs_to=_country_of_session,
        guard=row.pop("guard", _facilitates),
        **row,
    )


OPEN_SESSION = _session_act(
    "open",
    from_states=(SessionState.SETUP,),
    to_state=SessionState.OPEN,
    guard=_ready,
    stamp="opened",
    verb="scoring.opened",
    sentence="%(by)s opened the scoring session “%(thing)s”.",
    refusal=gettext_lazy("Only a session that is being set up can be opened."),
)
REVEAL_SESSION = _session_act(
    "reveal",
    from_states=(SessionState.OPEN,),
    to_state=SessionState.REVEALED,
    stamp="revealed",
    verb="scoring.revealed",
    sentence="%(by)s showed the results of “%(thing)s”.",
    refusal=gettext_lazy("Only results of an open session can be shown."),
)
SCORE_AGAIN = _session_act(
    "again",
    from_states=(SessionState.REVEALED,),
    to_state=SessionState.OPEN,
    clears=("revealed_at", "revealed_by"),
    verb="scoring.round_begun",
    sentence="%(by)s began another round of “%(thing)s”.",
    refusal=gettext_lazy("Another round begins once results were shown."),
)
FREEZE_SESSION = _session_act(
    "freeze",
    from_states=(SessionState.REVEALED,),
    to_state=SessionState.FROZEN,
    stamp="frozen",
    verb="scoring.frozen",
    sentence="%(by)s froze the scoring session “%(thing)s”.",
    refusal=gettext_lazy("A session is frozen once its results were shown."),
)
CLOSE_SESSION = _session_act(
    "close",
    from_states=(SessionState.SETUP, *LIVE_STATES),
    to_state=SessionState.CLOSED,
    stamp="closed",
    needs_reason=True,
    verb="scoring.closed",
    sentence="%(by)s closed the scoring session “%(thing)s” without a result.",
    refusal=gettext_lazy("This session has ended already."),
)
