"""A scoring session that ends without a result says why."""

import pytest

from assessments.models import Assessment
from assessments.states import SessionState
from assessments.workshop.operations import sessions
from techbank.audit.models import Entry
from techbank.exceptions import Refused, WrongState
from tests.assessments.conftest import NOW
from tests.factories.cast import Cast
from tests.factories.workshop import opened


def test_a_session_is_closed_with_a_reason_and_once(draft: Assessment, cast: Cast) -> None:
    session = opened(draft, cast.amara, NOW)

    with pytest.raises(Refused, match="Say why: this act needs a reason"):
        sessions.close(session=session, reason=" ", by=cast.amara, at=NOW)
    closed = sessions.close(session=session, reason="The power failed.", by=cast.amara, at=NOW)
    with pytest.raises(WrongState, match="This session has ended already"):
        sessions.close(session=session, reason="Again.", by=cast.amara, at=NOW)

    assert (closed.state, closed.closed_by) == (SessionState.CLOSED, cast.amara)
    entry = Entry.objects.get(verb="scoring.closed")
    assert entry.details == {"from": "open", "to": "closed", "reason": "The power failed."}
    assert (entry.country, entry.actor_role) == ("XTL", "coordinator")
