"""A dossier with what scoring needs, and nothing else."""

import pytest

from assessments.models import Assessment
from tests.assessments.conftest import NOW
from tests.factories.cast import Cast
from tests.factories.workshop import small_dossier


@pytest.fixture
def draft(cast: Cast) -> Assessment:
    return small_dossier(cast.amara, NOW)
