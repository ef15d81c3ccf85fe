"""One file a concept."""

from interviews.models.choices import (
    Avatar,
    CompletionMethod,
    ConfigStatus,
    Difficulty,
    InvitationState,
    Kind,
    Phase,
    QuestionSource,
    QuestionType,
    Reading,
    ResponseState,
    ResponseType,
    SessionStatus,
)
from interviews.models.config import ConfigVersion, InterviewConfig
from interviews.models.invitation import Invitation
from interviews.models.own_question import OwnQuestion
from interviews.models.question import Question, QuestionContent
from interviews.models.recording import Recording
from interviews.models.response import Response
from interviews.models.session import InterviewSession
from interviews.models.watch import Watch

__all__ = [
    "Avatar",
    "CompletionMethod",
    "ConfigStatus",
    "ConfigVersion",
    "Difficulty",
    "InterviewConfig",
    "InterviewSession",
    "Invitation",
    "InvitationState",
    "Kind",
    "OwnQuestion",
    "Phase",
    "Question",
    "QuestionContent",
    "QuestionSource",
    "QuestionType",
    "Reading",
    "Recording",
    "Response",
    "ResponseState",
    "ResponseType",
    "SessionStatus",
    "Watch",
]
