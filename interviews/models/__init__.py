"""One file a concept."""

from interviews.models.accommodation import AccommodationRequest
from interviews.models.choices import (
    EXTRA_TIME,
    Avatar,
    CompletionMethod,
    ConfigStatus,
    Difficulty,
    InvitationState,
    Kind,
    MailState,
    Phase,
    QuestionSource,
    QuestionType,
    Reading,
    RequestState,
    ResponseState,
    ResponseType,
    SessionStatus,
    Wish,
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
    "EXTRA_TIME",
    "AccommodationRequest",
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
    "MailState",
    "OwnQuestion",
    "Phase",
    "Question",
    "QuestionContent",
    "QuestionSource",
    "QuestionType",
    "Reading",
    "Recording",
    "RequestState",
    "Response",
    "ResponseState",
    "ResponseType",
    "SessionStatus",
    "Watch",
    "Wish",
]
