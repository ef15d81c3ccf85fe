from __future__ import annotations

import pytest

from interviewer.providers.llm.bench import failover
from interviewer.providers.models import ProviderCall


@pytest.mark.django_db
def test_the_bench_measures_failover_and_leaves_nothing_behind():
    figures = [value for _, value, _ in failover(deadline=2.0)]
    well, hanging, after = figures
    assert hanging < 2000
    assert well < hanging and after < hanging
    assert not ProviderCall.objects.exists()
