"""The README keeps its word."""

from __future__ import annotations

import re

from django.conf import settings

README = (settings.BASE_DIR / "README.md").read_text()


def test_every_variable_that_settings_read_is_in_the_readme() -> None:
    source = (settings.BASE_DIR / "interviewer" / "settings.py").read_text()
    read = set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)["']""", source))
    assert len(read) > 40
    assert sorted(name for name in read if f"`{name}`" not in README) == []


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    for target in set(re.findall(r"`?make ([a-z-]+)`?", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
