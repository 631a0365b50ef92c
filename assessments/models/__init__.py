"""One dossier and everything in it, as rows."""

from .answers import Answer, Revision, SectionProgress
from .dossiers import Assessment, Cycle
from .endorsement import Endorsement
from .external import ExternalAssessment, ExternalStatement
from .needs import Need, Sector, TechnologyOption
from .plan import Action, Activity, Barrier, CostLine, FundingSought, Measure
from .priorities import Criterion, Prioritisation, Score
from .records import Record, RecordRevision
from .review import Remark, ReviewRound, Thread
from .snapshots import PlanDocument, Snapshot

__all__ = [
    "Action",
    "Activity",
    "Answer",
    "Assessment",
    "Barrier",
    "CostLine",
    "Criterion",
    "Cycle",
    "Endorsement",
    "ExternalAssessment",
    "ExternalStatement",
    "FundingSought",
    "Measure",
    "Need",
    "PlanDocument",
    "Prioritisation",
    "Record",
    "RecordRevision",
    "Remark",
    "ReviewRound",
    "Revision",
    "Score",
    "SectionProgress",
    "Sector",
    "Snapshot",
    "TechnologyOption",
    "Thread",
]
