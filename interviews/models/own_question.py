from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from interviews.models.choices import Difficulty, Phase, QuestionType, valid
from interviews.models.question import QuestionContent


class OwnQuestion(QuestionContent):
    """A question of a recruiter's own bank, kept for the next interview. ``digest`` is of its words: none is kept
    twice."""

    owner_path = "owner"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_questions")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "question of one's own"
        verbose_name_plural = "questions of one's own"
        ordering = ["-updated_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "digest"], name="own_question_once"),
            valid("type", QuestionType, "own_question_type_valid"),
            valid("phase", Phase, "own_question_phase_valid"),
            valid("difficulty", Difficulty, "own_question_difficulty_valid"),
        ]
        indexes = [models.Index(fields=["owner", "skill", "difficulty"], name="own_question_by_skill")]

    def __str__(self) -> str:
        return self.text[:80]
