"""Every page of the list: whole, safe, one's own, and in few queries whatever the rows."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interviewer.tests import world as worlds
from interviewer.tests.pages import PAGES, DeskPage
from interviewer.tests.world import World

MOST_QUERIES = 15
FEW, MANY = 10, 500


def signed_in(user: object) -> Client:
    browser = Client()
    browser.force_login(user)  # type: ignore[arg-type]
    return browser


def opened(world: World, page: DeskPage) -> Client:
    return signed_in(getattr(world, page.who))


@pytest.mark.django_db
def test_no_page_takes_more_than_fifteen_queries_whatever_the_rows() -> None:
    world = worlds.build(FEW)
    counts: dict[str, list[int]] = {page.name: [] for page in PAGES}
    for rows in (FEW, MANY):
        worlds.grow(world, rows - world.made)
        for page in PAGES:
            browser = opened(world, page)
            browser.get(page.url(world))  # what is cached once is no matter of rows
            with CaptureQueriesContext(connection) as captured:
                answer = browser.get(page.url(world))
            assert answer.status_code == 200, page.name
            if answer.streaming:
                b"".join(answer.streaming_content)
            counts[page.name].append(len(captured))
    assert {name: taken for name, taken in counts.items() if max(taken) > MOST_QUERIES} == {}


@pytest.fixture
def world(db: None) -> World:
    return worlds.build(FEW)


def test_pages_are_whole_and_obey_their_own_security_policy(world: World) -> None:
    problems = []
    for page in PAGES:
        answer = opened(world, page).get(page.url(world))
        assert answer.status_code == 200, page.name
        text = answer.content.decode()
        ids = re.findall(r'\sid="([^"]+)"', text)
        wrong = {
            "one heading of the first level": text.count("<h1") != 1,
            "one main part": text.count('<main id="main"') != 1,
            "a way past the navigation": 'href="#main"' not in text,
            "every id once": len(set(ids)) != len(ids),
            "no style or handler in the markup": bool(re.search(r"\sstyle=\"|\son[a-z]+=\"|<style", text)),
            "nothing from elsewhere": bool(re.search(r'(?:src|href)="(?:https?:)?//(?!testserver/)', text)),
            "scripts from files": not all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)),
            "what people write is text": "<script>alert(1)" in text,
        }
        problems += [f"{page.name}: {what}" for what, holds in wrong.items() if holds]
    assert problems == []


def test_another_recruiters_pages_are_as_ones_that_do_not_exist(world: World) -> None:
    browser = signed_in(world.other)
    statuses = {
        page.name: browser.get(page.url(world)).status_code for page in PAGES if page.owned and page.who == "recruiter"
    }
    assert {name: status for name, status in statuses.items() if status != 404} == {}


def test_strangers_are_asked_to_sign_in_and_candidates_are_turned_away(world: World) -> None:
    for page in PAGES:
        answer = Client().get(page.url(world))
        assert answer.status_code in {302, 403, 404}, page.name
        if page.who == "recruiter":
            assert signed_in(world.account).get(page.url(world)).status_code in {403, 404}, page.name


def test_pages_without_anything_to_show_say_so(world: World) -> None:
    """Nothing there yet is a state like any other."""
    browser = signed_in(world.other)
    for page in PAGES:
        if not page.owned and page.who == "recruiter":
            assert browser.get(page.url(world)).status_code == 200, page.name
