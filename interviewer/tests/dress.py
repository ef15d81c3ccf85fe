"""A page in every dress: two widths, light and dark, with what axe finds; and pictures of it where they are asked for.

``make screenshots`` sets ``SCREENSHOTS`` to a folder: each state is then also stored there as a picture, in each dress,
at 1920 px, and as it prints.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DRESSES = [(width, height, scheme) for width, height in ((1280, 900), (375, 740)) for scheme in ("light", "dark")]
WIDE = (1920, 1080)
AXE = Axe()


def in_every_dress(page: Page, state: str) -> list[str]:
    """What axe finds, and what scrolls sideways."""
    problems = []
    for width, height, scheme in DRESSES:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        where = f"{state} at {width} px, {scheme}"
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append(f"{where}: scrolls sideways")
        for violation in violations(page, colours_only=scheme == "dark"):
            problems.append(f"{where}: {violation['id']}: {violation['nodes'][0]['html'][:100]}")
        picture(page, state, f"{width}-{scheme}")
    if folder():
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.emulate_media(color_scheme="light")
        picture(page, state, str(WIDE[0]))
        page.set_viewport_size({"width": 800, "height": 1100})
        page.emulate_media(media="print")
        picture(page, state, "print")
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return problems


def violations(page: Page, *, colours_only: bool) -> list[dict[str, Any]]:
    """What axe finds. Light and dark differ in their colours and in nothing else, so those are looked at in both."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if colours_only:
        options["runOnly"] = ["color-contrast", "link-in-text-block"]
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.axe_script)
    return page.evaluate("(options) => axe.run(document, options).then((found) => found.violations)", options)


def folder() -> Path | None:
    wanted = os.environ.get("SCREENSHOTS")
    return Path(wanted) if wanted else None


def picture(page: Page, state: str, dress: str) -> None:
    to = folder()
    if to is None:
        return
    to.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", state.lower()).strip("-")
    page.screenshot(path=to / f"{name}-{dress}.png", full_page=True)
