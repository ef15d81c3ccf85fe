from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from interviews.models.choices import Difficulty, Phase, QuestionSource, QuestionType, valid
from interviews.models.config import InterviewConfig


class QuestionContent(models.Model):
    """What a question says, asks for and gives: alike in a config and in a recruiter's own bank."""

    text = models.TextField("question")
    type = models.CharField(max_length=6, choices=QuestionType.choices, default=QuestionType.SPOKEN)
    skill = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=16, choices=Phase.choices, default=Phase.MAIN)
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    expected_points = models.JSONField(default=list, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    reference_answer = models.TextField(blank=True)
    hints = models.JSONField(default=list, blank=True)
    follow_ups = models.JSONField(
        default=list, blank=True, help_text="[{point, text}]: what to ask when that point, counted from 1, was missed."
    )
    starter_code = models.TextField(blank=True)
    language = models.CharField("programming language", max_length=20, blank=True)
    tests = models.JSONField(default=list, blank=True, help_text="What a right solution does, in words.")
    time_seconds = models.PositiveSmallIntegerField(
        default=120, validators=[MinValueValidator(30), MaxValueValidator(3600)]
    )

    class Meta:
        abstract = True


class Question(QuestionContent):
    """A planned question of a config, in the form it is edited in. Sessions use the frozen version.

    ``spares`` are questions on the same skill at other difficulties, put in its place where the config lets the
    answers choose: see ``question_bank.spares``.
    """

    owner_path = "config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    config = models.ForeignKey(InterviewConfig, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=6, choices=QuestionSource.choices, default=QuestionSource.MANUAL)
    bank_id = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=200, blank=True, help_text="Why this question was chosen.")
    spares = models.JSONField(
        default=list, blank=True, help_text="Questions at other difficulties that may be asked in its place."
    )

    class Meta:
        ordering = ["config", "position"]
        constraints = [
            models.UniqueConstraint(fields=["config", "position"], name="question_position_unique"),
            valid("type", QuestionType, "question_type_valid"),
            valid("phase", Phase, "question_phase_valid"),
            valid("difficulty", Difficulty, "question_difficulty_valid"),
            valid("source", QuestionSource, "question_source_valid"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
