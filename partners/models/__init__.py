"""Tables of countries, organisations, people and the programme."""

from .countries import Country, StatusEvent
from .organisations import Organisation
from .people import Membership, User
from .programme import ProgrammeArea, ProgrammePartner, ProgrammeResult, Project

__all__ = [
    "Country",
    "Membership",
    "Organisation",
    "ProgrammeArea",
    "ProgrammePartner",
    "ProgrammeResult",
    "Project",
    "StatusEvent",
    "User",
]
