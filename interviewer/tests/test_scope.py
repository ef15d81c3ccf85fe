"""Who sees what: two recruiters, an admin, an account of a candidate, and nobody at all."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from candidates.models import Candidate, Consent, ErasurePart, PrivacyRequest, Resume
from interviewer.accounts import audit
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import AuditEvent, Role, SignInLink, User
from interviewer.accounts.scope import get_visible_or_404, visible_to
from interviewer.providers.models import ProviderCall
from interviewer.tests import factories
from interviewer.webhooks.models import WebhookDelivery, WebhookEndpoint
from interviewer.work.models import Work
from interviews.links import hash_token
from interviews.models import (
    AccommodationRequest,
    ConfigVersion,
    InterviewConfig,
    InterviewSession,
    Invitation,
    OwnQuestion,
    Question,
    Recording,
    Response,
    Watch,
)
from interviews.services import own_bank
from interviews.tests.helpers import GOOD, Seat, make_session, make_user, open_config, settle
from reports import sharing
from reports.models import Decision, Evaluation, Report, ScoreOverride, ShareLink, SkillScore, Verdict

OWNED: list[type[Model]] = [
    InterviewConfig, ConfigVersion, Question, OwnQuestion, Invitation, AccommodationRequest, InterviewSession, Response,
    Recording, Candidate, Resume, Consent, PrivacyRequest, ErasurePart, Evaluation, Report, SkillScore, Verdict,
    ScoreOverride, Watch, ShareLink, WebhookEndpoint, WebhookDelivery,
]  # fmt: skip
ADMINS_ONLY: list[type[Model]] = [User, SignInLink, AuditEvent, Work, ProviderCall]

pytestmark = pytest.mark.django_db


def one_of_each(owner: User, email: str) -> dict[type[Model], Any]:
    """A finished interview of this recruiter: a row of every model that belongs to one."""
    config = open_config(owner)
    invitation = Invitation.objects.create(config=config, email=email, token_hash=hash_token(email))
    session = make_session(config, email=email, projects=[{"name": "Queue Keeper"}])
    seat = Seat(session.pk)
    seat.join()
    seat.speak(0)
    seat.answer(GOOD, last_seq={0: 0})
    for _ in range(3):
        seat.answer(GOOD)
    settle()
    evaluation = Evaluation.objects.filter(response__session=session).first()
    assert evaluation is not None
    now = timezone.now()
    hook = WebhookEndpoint.objects.create(owner=owner, url="https://example.com/hook")
    part = factories.ErasurePartFactory(owner=owner, request__candidate=session.candidate)
    made = {
        ErasurePart: part,
        PrivacyRequest: part.request,
        Watch: Watch.objects.create(session=session, watcher=owner, key=email, began_at=now, seen_at=now),
        ShareLink: sharing.share(owner, session),
        WebhookEndpoint: hook,
        WebhookDelivery: WebhookDelivery.objects.create(endpoint=hook, event="test", payload={}),
        Verdict: Verdict.objects.create(session=session, author=owner, decision=Decision.HOLD, reason="Not now."),
        ScoreOverride: ScoreOverride.objects.create(
            evaluation=evaluation, author=owner, score=70, reason="It was better."
        ),
    }
    by_path = {
        InterviewConfig: config,
        Invitation: invitation,
        AccommodationRequest: AccommodationRequest.objects.create(config=config, email=email),
        InterviewSession: session,
        Candidate: session.candidate,
        Evaluation: evaluation,
        Report: Report.objects.get(session=session),
        ConfigVersion: config.versions.first(),
        Question: config.questions.first(),
        OwnQuestion: own_bank.keep(owner, config.questions.first()),
        Response: session.responses.first(),
        Recording: Recording.objects.get(response__session=session),
        Resume: session.resume,
        Consent: session.consent,
        SkillScore: SkillScore.objects.filter(report__session=session).first(),
    }
    return {**by_path, **made}


@pytest.fixture
def world() -> SimpleNamespace:
    rita, otto = make_user("rita@example.com"), make_user("otto@example.com")
    return SimpleNamespace(
        rita=rita,
        otto=otto,
        ada=make_user("ada@example.com", Role.ADMIN),
        carla=make_user("carla@example.com", Role.CANDIDATE),
        of_rita=one_of_each(rita, "first@example.com"),
        of_otto=one_of_each(otto, "second@example.com"),
    )


def keys(user: Any, model: type[Model]) -> set[Any]:
    return set(visible_to(user, model._default_manager.all()).values_list("pk", flat=True))


def test_every_model_says_who_may_see_it() -> None:
    ours = {
        model
        for label in ("accounts", "candidates", "interviews", "reports", "work", "providers", "webhooks")
        for model in apps.get_app_config(label).get_models()
    }
    owned = {model for model in ours if getattr(model, "owner_path", "")}
    assert owned == set(OWNED), "a model that is new needs a line here, and a row in one_of_each"
    assert ours - owned == set(ADMINS_ONLY)


def test_a_recruiter_sees_all_that_is_theirs_and_nothing_else(world: SimpleNamespace) -> None:
    for model in OWNED:
        mine, theirs = world.of_rita[model].pk, world.of_otto[model].pk
        assert mine in keys(world.rita, model), model
        assert theirs not in keys(world.rita, model), model
        assert not keys(world.rita, model) & keys(world.otto, model), model


def test_an_admin_sees_everything(world: SimpleNamespace) -> None:
    for model in [*OWNED, *ADMINS_ONLY]:
        assert keys(world.ada, model) == set(model._default_manager.values_list("pk", flat=True)), model
    for model in OWNED:
        assert {world.of_rita[model].pk, world.of_otto[model].pk} <= keys(world.ada, model)


def test_nobody_else_sees_anything(world: SimpleNamespace) -> None:
    world.otto.is_active = False
    for user in (world.carla, AnonymousUser(), world.otto, None):
        for model in [*OWNED, *ADMINS_ONLY]:
            assert keys(user, model) == set(), (user, model)


def test_what_belongs_to_no_recruiter_is_for_admins(world: SimpleNamespace) -> None:
    audit.record(world.rita, "something", world.of_rita[InterviewConfig])
    for model in ADMINS_ONLY:
        assert keys(world.rita, model) == set(), model


def test_a_switched_off_admin_sees_nothing(world: SimpleNamespace) -> None:
    world.ada.is_active = False
    assert keys(world.ada, InterviewConfig) == set()


def test_a_foreign_row_looks_just_like_one_that_does_not_exist(world: SimpleNamespace) -> None:
    answers = set()
    for pk in (world.of_otto[InterviewSession].pk, uuid.uuid4(), "nonsense", "", "\x00"):
        with pytest.raises(Http404) as caught:
            get_visible_or_404(world.rita, InterviewSession.objects.all(), pk)
        answers.add(str(caught.value))
    assert len(answers) == 1
    mine = world.of_rita[InterviewSession]
    assert get_visible_or_404(world.rita, InterviewSession.objects.all(), mine.pk) == mine
    assert get_visible_or_404(world.ada, InterviewSession.objects.all(), str(mine.pk)) == mine


def test_somebody_both_recruiters_interviewed_is_one_person_to_each(world: SimpleNamespace) -> None:
    for config in (world.of_rita[InterviewConfig], open_config(world.rita), world.of_otto[InterviewConfig]):
        make_session(config, email="both@example.com")
    both = Candidate.objects.get(email="both@example.com")
    for user in (world.rita, world.otto, world.ada):
        rows = visible_to(user, Candidate.objects.all())
        assert rows.filter(pk=both.pk).count() == 1
        assert get_visible_or_404(user, Candidate.objects.all(), both.pk) == both


def test_a_resume_nobody_has_claimed_is_no_recruiters(world: SimpleNamespace) -> None:
    resume = Resume.objects.create(state="parsed", text="a stranger")
    assert resume.pk not in keys(world.rita, Resume)
    assert resume.pk in keys(world.ada, Resume)


def test_filters_of_the_page_can_not_widen_what_is_seen(world: SimpleNamespace) -> None:
    rows = visible_to(world.rita, InterviewSession.objects.filter(pk=world.of_otto[InterviewSession].pk))
    assert not rows.exists()
    assert (
        not visible_to(world.rita, InterviewSession.objects.order_by("pk"))
        .filter(config__created_by=world.otto)
        .exists()
    )


# --- Roles -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "staff", "superuser"), [("admin", True, True), ("interviewer", True, False), ("candidate", False, False)]
)
def test_rights_follow_from_the_role_alone(role: str, staff: bool, superuser: bool) -> None:
    user = User(email="X@Example.COM ", role=role, is_superuser=not superuser)
    user.set_unusable_password()
    user.save()
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.email) == (staff, superuser, "x@example.com")
    user.role = Role.CANDIDATE
    user.save()
    assert not user.is_superuser


def test_an_address_has_one_account_however_it_is_written() -> None:
    make_user("rita@example.com")
    assert User.objects.get_by_natural_key("RITA@example.com").email == "rita@example.com"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Rita@Example.com")
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("other@example.com", role="owner")


def test_pages_of_recruiters_are_for_recruiters(world: SimpleNamespace) -> None:
    page = recruiter_required(lambda request: HttpResponse("for recruiters"))

    def visit(user: Any) -> HttpResponse:
        request = RequestFactory().get("/interviews/")
        request.user = user
        return page(request)

    assert visit(world.rita).content == visit(world.ada).content == b"for recruiters"
    answer = visit(AnonymousUser())
    assert (answer.status_code, "/accounts/sign-in/" in answer["Location"]) == (302, True)
    with pytest.raises(PermissionDenied):
        visit(world.carla)
