"""The fixed vocabularies of interviews, and the constraint that keeps columns to them."""

from __future__ import annotations

from django.db import models


def valid(field: str, choices: type[models.TextChoices], name: str, *, blank: bool = False) -> models.CheckConstraint:
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


class Kind(models.TextChoices):
    STRUCTURED = "structured", "Structured: prepared questions with follow-ups"
    TECHNICAL = "technical", "Technical: coding questions with hints"
    RESUME = "resume", "Resume: a conversation about the candidate's own work"


class Difficulty(models.TextChoices):
    EASY = "easy", "Easy"
    MEDIUM = "medium", "Medium"
    HARD = "hard", "Hard"


class ConfigStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Avatar(models.TextChoices):
    ROBIN = "robin", "Robin"
    SASHA = "sasha", "Sasha"
    KIM = "kim", "Kim"
    ALEX = "alex", "Alex"


class QuestionType(models.TextChoices):
    SPOKEN = "spoken", "Spoken"
    CODE = "code", "Code"


class QuestionSource(models.TextChoices):
    BANK = "bank", "Question bank"
    LLM = "llm", "Language model"
    MANUAL = "manual", "Written by a person"
    OWN = "own", "Your own bank"


class Phase(models.TextChoices):
    MAIN = "main", "Main"
    INTRODUCTION = "introduction", "Introduction"
    PROJECTS = "projects", "Projects"
    STANDOUT_SKILLS = "standout_skills", "Standout skills"
    ROLE_SKILLS = "role_skills", "Role skills"


class InvitationState(models.TextChoices):
    PENDING = "pending", "Not opened yet"
    OPENED = "opened", "Opened"
    USED = "used", "Interview begun"
    REVOKED = "revoked", "Revoked"


class MailState(models.TextChoices):
    """How far the e-mail is that goes with a row."""

    NOT_ASKED = "not_asked", "Not sent by e-mail"
    QUEUED = "queued", "On its way"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


class Wish(models.TextChoices):
    """What a candidate asks for. ``EXTRA_TIME`` names the factor of each wish for time."""

    QUARTER_MORE = "1.25", "A quarter more time"
    HALF_MORE = "1.5", "Half as much time again"
    DOUBLE = "2", "Twice the time"
    ANOTHER_WAY = "another_way", "Another way, such as a talk with a person"


EXTRA_TIME = {Wish.QUARTER_MORE: 1.25, Wish.HALF_MORE: 1.5, Wish.DOUBLE: 2.0}


class RequestState(models.TextChoices):
    OPEN = "open", "Waits for an answer"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"


class SessionStatus(models.TextChoices):
    PENDING = "pending", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"


class CompletionMethod(models.TextChoices):
    AUTOMATIC = "automatic", "All questions asked"
    MANUALLY_ENDED = "manually_ended", "Ended by the candidate"
    TIMEOUT_CLEANUP = "timeout_cleanup", "Closed after a long silence"


class ResponseType(models.TextChoices):
    PRESET = "preset", "Prepared question"
    FOLLOW_UP = "follow_up", "Follow-up"
    RESUME = "resume", "Resume question"


class ResponseState(models.TextChoices):
    ASKED = "asked", "Asked"
    ANSWERING = "answering", "Answering"
    ANSWERED = "answered", "Answered"
    SKIPPED = "skipped", "Skipped"
    TIMED_OUT = "timed_out", "Time ran out"
    ASKED_BACK = "asked_back", "Asked back"


class Intent(models.TextChoices):
    """What was said instead of an answer. The values are those of ``interviews.intents.Intent``."""

    REPEAT = "repeat", "Asked to hear it again"
    CLARIFY = "clarify", "Asked what is meant"
    MOMENT = "moment", "Asked for a moment"
    QUESTION = "question", "Asked something themselves"
    DECLINE = "decline", "Would rather not answer"


class Reading(models.TextChoices):
    NO_ANSWER = "no_answer", "No answer"
    WEAK = "weak", "Weak"
    PARTIAL = "partial", "Partial"
    STRONG = "strong", "Strong"
