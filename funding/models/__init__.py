"""Who needs money, who promised it, what came."""

from .ledger import LedgerEntry
from .offers import PledgeOffer
from .promises import Promise, PromiseDonor
from .requirements import Requirement

__all__ = ["LedgerEntry", "PledgeOffer", "Promise", "PromiseDonor", "Requirement"]
