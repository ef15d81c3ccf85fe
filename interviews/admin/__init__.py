"""``configs``, ``questions``: what recruiters set up. ``sessions``: what came of it."""

from candidates.admin import CandidateAdmin
from interviewer.work.admin import WorkAdmin
from interviews.admin import configs, questions, sessions
from interviews.tasks import run_sweep

# Candidates and work know nothing of interviews, so what interviews adds to their pages is added from here.
CandidateAdmin.inlines = (sessions.SessionInline, *CandidateAdmin.inlines)
WorkAdmin.sweep = staticmethod(run_sweep)

__all__ = ["configs", "questions", "sessions"]
