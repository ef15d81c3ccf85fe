"""The grading of responses and sessions, and what people decided."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from interviews.models import InterviewConfig, InterviewSession, Response
from interviews.models.choices import valid
from interviews.services import clock


class EvaluationState(models.TextChoices):
    SCORED = "scored", "Scored"
    NO_ANSWER = "no_answer", "No answer"
    UNCLEAR_AUDIO = "unclear_audio", "Unclear audio"
    FAILED = "failed", "Could not be graded"


class Outcome(models.TextChoices):
    CORRECT = "correct", "Correct"
    PARTIAL = "partial", "Partial"
    WRONG = "wrong", "Wrong"


def score_range(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__range": (0, 100)}), name=name
    )


class Evaluation(models.Model):
    """The grading of one version of one answer. A score is null unless the state is ``scored``."""

    owner_path = "response__session__config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="evaluations")
    answer_version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=13, choices=EvaluationState.choices)
    score = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    accuracy = models.FloatField(null=True, blank=True)
    completeness = models.FloatField(null=True, blank=True)
    relevance = models.FloatField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True, help_text="How sure the grading is, 0-1.")
    feedback = models.TextField(blank=True)
    points_covered = models.JSONField(default=list)
    points_missed = models.JSONField(default=list)
    keywords_matched = models.JSONField(default=list)
    keywords_missed = models.JSONField(default=list)
    strengths = models.JSONField(default=list)
    improvements = models.JSONField(default=list)
    evidence = models.JSONField(default=list, help_text="[{quote, start, end, point, supports}], each in the answer.")
    flags = models.JSONField(default=list)
    provider = models.CharField(max_length=40, default="offline")
    model = models.CharField(max_length=100, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    grader_version = models.CharField(max_length=60, blank=True)
    offline = models.JSONField(
        default=dict, help_text="What the offline grader found, whichever counts: score, low, high, flags, reasons."
    )
    model_grade = models.JSONField(
        default=dict, help_text="What a language model found: score, and each criterion with points and quotes."
    )
    needs_review = models.BooleanField(default=False, help_text="The two graders differ: a person should look.")
    input_hash = models.CharField(max_length=64, blank=True, help_text="Digest of all that went in; empty: grade anew.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["response__number"]
        indexes = [models.Index(fields=["input_hash"], name="evaluation_by_input")]
        constraints = [
            models.UniqueConstraint(fields=["response", "answer_version"], name="evaluation_once_per_answer"),
            valid("state", EvaluationState, "evaluation_state_valid"),
            valid("outcome", Outcome, "evaluation_outcome_valid", blank=True),
            score_range("score", "evaluation_score_0_to_100"),
            models.CheckConstraint(
                condition=models.Q(state="scored", score__isnull=False)
                | (~models.Q(state="scored") & models.Q(score__isnull=True)),
                name="evaluation_score_only_when_scored",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display() if self.score is None else f"{self.score:.0f}"


class ReportState(models.TextChoices):
    PENDING = "pending", "Being written"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be written"


class Recommendation(models.TextChoices):
    STRONG_YES = "strong_yes", "Strongly recommend"
    YES = "yes", "Recommend"
    MIXED = "mixed", "Mixed"
    NO = "no", "Don't recommend"
    INSUFFICIENT = "insufficient_evidence", "Not enough evidence"


class Report(models.Model):
    """The grading of one session. Rates and averages are computed from its rows, not stored."""

    owner_path = "session__config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(InterviewSession, on_delete=models.CASCADE, related_name="report")
    state = models.CharField(max_length=7, choices=ReportState.choices, default=ReportState.PENDING)
    score = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    recommendation = models.CharField(max_length=21, choices=Recommendation.choices, blank=True)
    recommendation_reason = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    strengths = models.JSONField(default=list)
    weaknesses = models.JSONField(default=list)
    provider = models.CharField(max_length=40, default="offline", help_text="Who wrote the summary's text.")
    model = models.CharField(max_length=100, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    grader_version = models.CharField(max_length=60, blank=True)
    text_hash = models.CharField(max_length=64, blank=True, help_text="Digest of what the summary was written from.")
    created_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            valid("state", ReportState, "report_state_valid"),
            valid("recommendation", Recommendation, "report_recommendation_valid", blank=True),
            score_range("score", "report_score_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"Report on {self.session.candidate_name}"


class Skill(models.TextChoices):
    COMMUNICATION = "communication", "Communication"
    TECHNICAL = "technical", "Technical"
    PROBLEM_SOLVING = "problem_solving", "Problem solving"
    CODE_QUALITY = "code_quality", "Code quality"


class SkillScore(models.Model):
    """One skill in one report: a row, so that analytics are SQL. Owner and candidate stand here for the indexes."""

    owner_path = "owner"

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="skill_scores")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    config = models.ForeignKey(InterviewConfig, on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey("candidates.Candidate", on_delete=models.CASCADE, related_name="skill_scores")
    skill = models.CharField(max_length=15, choices=Skill.choices)
    score = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    answers = models.PositiveSmallIntegerField(help_text="How many answers stand behind it.")
    strengths = models.JSONField(default=list)
    weaknesses = models.JSONField(default=list)
    recommendations = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["report", "skill"]
        constraints = [
            models.UniqueConstraint(fields=["report", "skill"], name="skill_score_once_per_report"),
            valid("skill", Skill, "skill_score_skill_valid"),
            score_range("score", "skill_score_0_to_100"),
        ]
        indexes = [
            models.Index(fields=["owner", "created"], include=["skill", "score"], name="skill_score_by_owner"),
            models.Index(fields=["candidate", "skill", "created", "score"], name="skill_score_by_candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.get_skill_display()} {self.score:.0f}"


class Decision(models.TextChoices):
    ADVANCE = "advance", "Invite to the next round"
    HOLD = "hold", "Keep in mind"
    REJECT = "reject", "Don't go on"


class Verdict(models.Model):
    """What a person decided about a session, and why. A change of mind is a new row."""

    owner_path = "session__config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(InterviewSession, on_delete=models.CASCADE, related_name="verdicts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts")
    decision = models.CharField(max_length=7, choices=Decision.choices)
    reason = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-given_at"]
        constraints = [valid("decision", Decision, "verdict_decision_valid")]

    def __str__(self) -> str:
        # Without the decision: whoever hasn't decided yet may meet this among the rows that belong to a session.
        return f"Verdict of {timezone.localtime(self.given_at):%d %B %Y}"


class ScoreOverride(models.Model):
    """A person's correction of one evaluation: it stands beside the machine's score and never replaces it."""

    owner_path = "evaluation__response__session__config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="overrides")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="score_overrides")
    score = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    reason = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-given_at"]
        constraints = [score_range("score", "score_override_0_to_100")]

    def __str__(self) -> str:
        return f"{self.score}"


class ShareLink(models.Model):
    """A report to be read by whoever has the link, until it expires or is revoked."""

    owner_path = "session__config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(InterviewSession, on_delete=models.CASCADE, related_name="share_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="share_links")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    blind = models.BooleanField(default=False, help_text="Without name and voice.")
    recordings = models.BooleanField(default=False, help_text="The recordings can be played.")
    # The token is derived from the nonce and the secret key; only its hash is stored.
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened = models.PositiveIntegerField("times opened", default=0)
    last_opened_at = models.DateTimeField("last opened", null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(blind=True, recordings=True), name="share_link_blind_without_voice"
            ),
        ]

    def __str__(self) -> str:
        return f"Shared until {self.expires_at:%Y-%m-%d}"

    @property
    def state(self) -> str:
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= clock.now() else "open"

    @property
    def is_open(self) -> bool:
        return self.state == "open"
