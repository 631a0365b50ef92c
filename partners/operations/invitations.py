"""The letter by which a person sets her first password."""

from collections.abc import Callable

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partners.models import User
from techbank import audit


@transaction.atomic
def invite(
    *, person: User, address_for: Callable[[User], str], by: User, country: str = ""
) -> None:
    """Send the letter in the person's language; ``address_for`` makes the link in it.

    The mail leaves with the commit (it is written to the outbox), so nobody is invited by an act
    that failed.
    """
    with translation.override(person.language):
        text = render_to_string(
            "emails/invitation.txt", {"person": person, "by": by, "address": address_for(person)}
        )
        subject = _("You are invited to the Technology Bank portal")
    send_mail(subject, text, None, [person.email])
    audit.record(
        verb="people.invited",
        sentence=f"{by} invited {person}",
        by=by,
        subject=person,
        country=country,
        details={"email": person.email},
    )
