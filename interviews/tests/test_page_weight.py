"""What a candidate has to load before the interview can begin."""

from __future__ import annotations

import gzip

from django.conf import settings

LIMIT = 120_000
STATIC = settings.BASE_DIR / "static"
NOT_THE_ROOM = {"check.js", "editor.js"}  # the device check's own, and what only code questions load


def test_the_interview_page_is_light() -> None:
    styles = [STATIC / "interviewer" / f"{name}.css" for name in ("base", "components", "forms")]
    styles += [STATIC / "interviews" / f"{name}.css" for name in ("candidate", "room")]
    scripts = [path for path in (STATIC / "interviews" / "room").glob("*.js") if path.name not in NOT_THE_ROOM]
    assert len(scripts) > 5
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in [*styles, *scripts]}
    assert sum(sizes.values()) < LIMIT, sizes
