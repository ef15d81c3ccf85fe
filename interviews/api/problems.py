"""What the services' refusals are to a client of the API."""

from __future__ import annotations

from candidates.services import ResumeProblem
from interviewer.api.errors import ApiProblem, translate
from interviews.links import LinkProblem
from interviews.models import InterviewSession, Response
from interviews.question_bank.exchange import ImportProblem
from interviews.services.configs import NotAllowed
from interviews.services.own_bank import BankProblem
from interviews.services.recordings import ChunkRefused
from interviews.services.sessions import NotPossible
from interviews.services.turns import TurnRefused

_LINKS = {
    "unknown": (404, "This interview does not exist."),
    "closed": (410, "This interview is closed: it takes no new candidates."),
    "expired": (410, "This link has expired."),
}


def _turn(problem: TurnRefused) -> ApiProblem:
    status = {"unknown_question": 404, "too_long": 400}.get(problem.code, 409)
    return ApiProblem(problem.code, str(problem), status_code=status)


def _chunk(problem: ChunkRefused) -> ApiProblem:
    status = 413 if problem.code in {"recording_too_large", "chunk_too_large", "chunk_out_of_range"} else 409
    return ApiProblem(problem.code, str(problem), status_code=status)


def _link(problem: LinkProblem) -> ApiProblem:
    status, message = _LINKS[problem.reason]
    return ApiProblem(f"link_{problem.reason}", message, status_code=status)


def _resume(problem: ResumeProblem) -> ApiProblem:
    return ApiProblem("resume_unreadable", str(problem), status_code=400, fields={"resume": [str(problem)]})


def _import(problem: ImportProblem) -> ApiProblem:
    return ApiProblem("invalid", "Nothing was imported.", status_code=400, fields={"file": problem.problems})


def register() -> None:
    translate(ImportProblem, _import)
    translate(BankProblem, lambda problem: ApiProblem("not_allowed", str(problem)))
    translate(TurnRefused, _turn)
    translate(ChunkRefused, _chunk)
    translate(LinkProblem, _link)
    translate(ResumeProblem, _resume)
    translate(NotPossible, lambda problem: ApiProblem("not_possible", str(problem)))
    translate(NotAllowed, lambda problem: ApiProblem("not_allowed", str(problem)))
    gone = lambda problem: ApiProblem("not_found", "There is nothing under this address.", status_code=404)  # noqa: E731
    translate(InterviewSession.DoesNotExist, gone)
    translate(Response.DoesNotExist, gone)
