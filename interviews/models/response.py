from __future__ import annotations

import uuid

from django.db import models

from interviews.models.choices import (
    Difficulty,
    Intent,
    Phase,
    QuestionType,
    Reading,
    ResponseState,
    ResponseType,
    valid,
)
from interviews.models.question import Question
from interviews.models.session import InterviewSession

OPEN_STATES = (ResponseState.ASKED, ResponseState.ANSWERING)


class Response(models.Model):
    """One question put to the candidate, and what came back. Its id is the protocol's ``question_id``.

    ::

        asked --question_heard--> answering --answer----> answered
          |                          |------skip-------> skipped
          +--------------------------+------time is up-> timed_out

    An answered row turns ``asked_back`` when what was said is no answer ("could you repeat that?"): it is graded
    by nobody and costs no time, and the same question is put again as the next row, after ``lead_in``.

    The clock runs while ``clock_running_since`` is set; ``time_taken`` holds the seconds banked so far.
    """

    owner_path = "session__config__created_by"
    private_path = "session__config__practice"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(InterviewSession, on_delete=models.CASCADE, related_name="responses")
    number = models.PositiveSmallIntegerField(help_text="Counts from 1 in its session.")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="responses")
    question_ref = models.UUIDField(null=True, blank=True, help_text="The question's id in the session's version.")
    question_text = models.TextField()
    question_type = models.CharField(max_length=9, choices=ResponseType.choices, default=ResponseType.PRESET)
    answer_type = models.CharField(max_length=6, choices=QuestionType.choices, default=QuestionType.SPOKEN)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups")
    phase = models.CharField(max_length=16, choices=Phase.choices, default=Phase.MAIN)
    skill = models.CharField(max_length=60, blank=True)
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    rubric = models.JSONField(default=dict, help_text="What the answer is graded against, frozen when asked.")
    reason = models.CharField(max_length=200, blank=True, help_text="Why this question came next.")
    time_allowed = models.PositiveIntegerField(help_text="Seconds, the time factor applied.")
    proposed_by = models.CharField(
        max_length=120, blank=True, help_text="Which model proposed it, by which prompt; empty for rules and the plan."
    )
    lead_in = models.CharField(
        max_length=300, blank=True, help_text="Said before the question, in reply to the candidate."
    )
    intent = models.CharField(
        max_length=8, choices=Intent.choices, blank=True, help_text="What was said instead of an answer."
    )
    state = models.CharField(max_length=10, choices=ResponseState.choices, default=ResponseState.ASKED)
    asked_at = models.DateTimeField()
    clock_started_at = models.DateTimeField(null=True, blank=True)
    clock_running_since = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    time_taken = models.FloatField(default=0, help_text="Seconds, pauses out.")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Since when the clock stands still on request.")
    live_transcript = models.TextField(blank=True)
    transcript = models.TextField(blank=True)
    transcript_words = models.JSONField(default=list, blank=True)
    transcript_confidence = models.FloatField(null=True, blank=True)
    transcript_source = models.CharField(max_length=40, blank=True)
    transcript_flagged = models.BooleanField(
        default=False, help_text="The candidate says that the transcript is not what they said."
    )
    candidate_correction = models.TextField(
        blank=True, help_text="The candidate's own words for it, beside the transcript and never in its place."
    )
    correction_at = models.DateTimeField(null=True, blank=True, help_text="When they last said so.")
    typed_text = models.TextField(blank=True)
    code_submission = models.TextField(blank=True)
    draft = models.JSONField(default=dict, blank=True, help_text="{text, code} as last saved while typing.")
    draft_revision = models.PositiveIntegerField(default=0)
    # How code came about, as its drafts were saved: [{since, at, code}], see interviews.services.drafts.
    revisions = models.JSONField(default=list, blank=True)
    hints_used = models.PositiveSmallIntegerField(default=0)
    take = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The recording that was sent in; the last if empty."
    )
    extensions = models.PositiveSmallIntegerField(default=0, help_text="How often more time was asked for.")
    extra_seconds = models.PositiveIntegerField(default=0, help_text="Seconds those gave; part of the time allowed.")
    observations = models.JSONField(
        default=list, blank=True, help_text="Pasting and leaving the page, as information. Never scored."
    )
    answer_version = models.PositiveSmallIntegerField(default=1)
    unclear_audio = models.BooleanField(
        default=False, help_text="Sound was recorded and no words could be had from it."
    )
    reading = models.CharField(max_length=9, choices=Reading.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When what comes next was decided.")

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="response_number_unique"),
            models.UniqueConstraint(
                fields=["session"], condition=models.Q(state__in=["asked", "answering"]), name="response_one_open"
            ),
            valid("state", ResponseState, "response_state_valid"),
            valid("question_type", ResponseType, "response_question_type_valid"),
            valid("answer_type", QuestionType, "response_answer_type_valid"),
            valid("phase", Phase, "response_phase_valid"),
            valid("difficulty", Difficulty, "response_difficulty_valid"),
            valid("intent", Intent, "response_intent_valid", blank=True),
            valid("reading", Reading, "response_reading_valid", blank=True),
        ]

    def __str__(self) -> str:
        return f"Question {self.number}"

    @property
    def answer_text(self) -> str:
        """What the candidate said, in words: typed text and the transcript of what was spoken."""
        return "\n".join(part for part in (self.typed_text.strip(), self.transcript.strip()) if part)

    @property
    def share_of_time(self) -> int | None:
        """Of the time there was for the answer, in percent. Seconds would tell who was granted more of them."""
        if self.is_open or not self.time_allowed:
            return None
        return min(100, round(100 * self.time_taken / self.time_allowed))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
