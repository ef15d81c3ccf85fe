from __future__ import annotations

from interviewer.providers.tests.conftest import _server, probes, vendors

__all__ = ["_server", "probes", "vendors"]
