"""The letter by which a person sets their first password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partners.models import User
from techbank import audit


def first_password_address(person: User) -> str:
    """The absolute address where the invited person sets their first password, once."""
    key = {
        "uidb36": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }
    path = reverse("account_reset_password_from_key", kwargs=key)
    return f"{settings.PUBLIC_URL}{path}"


@transaction.atomic
def invite(*, person: User, by: User, country: str = "") -> None:
    """Send the letter, with the link that sets the first password, in the person's language.

    The mail is sent at commit (it is written to the outbox), so nobody is invited by an act that
    failed.
    """
    with translation.override(person.reading_language):
        text = render_to_string(
            "emails/invitation.txt",
            {"person": person, "by": by, "address": first_password_address(person)},
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
