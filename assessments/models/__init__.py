"""One dossier and everything in it, as rows."""

from .answers import Answer, Revision, SectionProgress, SentWrite
from .dossiers import Assessment, Cycle
from .endorsement import Endorsement
from .evidence import Evidence
from .external import ExternalAssessment, ExternalStatement
from .needs import Need, Sector, TechnologyOption
from .participation import Event, Stakeholder
from .plan import (
    Action,
    Activity,
    Barrier,
    CostLine,
    FundingSought,
    Measure,
    PublishedTotal,
)
from .priorities import Criterion, Prioritisation, Score
from .progress_reports import ProgressReport
from .records import Record, RecordRevision
from .review import Remark, ReviewRound, Thread
from .rolls import RollForward
from .snapshots import PlanDocument, Snapshot
from .system import Indicator, LinkedPlan
from .team import SectionAssignment
from .workbook import IssuedWorkbook, WorkbookReturn
from .workshop import GuessCount, ScoringSession, Seat, SeatScore, WeightJudgement

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
    "Event",
    "Evidence",
    "ExternalAssessment",
    "ExternalStatement",
    "FundingSought",
    "GuessCount",
    "Indicator",
    "IssuedWorkbook",
    "LinkedPlan",
    "Measure",
    "Need",
    "PlanDocument",
    "Prioritisation",
    "ProgressReport",
    "PublishedTotal",
    "Record",
    "RecordRevision",
    "Remark",
    "ReviewRound",
    "Revision",
    "RollForward",
    "Score",
    "ScoringSession",
    "Seat",
    "SeatScore",
    "SectionAssignment",
    "SectionProgress",
    "Sector",
    "SentWrite",
    "Snapshot",
    "Stakeholder",
    "TechnologyOption",
    "Thread",
    "WeightJudgement",
    "WorkbookReturn",
]
