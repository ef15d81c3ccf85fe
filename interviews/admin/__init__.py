"""``configs``, ``questions``, ``own_questions``, ``invitations``: set up. ``sessions``: what came of it."""

from candidates.admin import CandidateAdmin
from interviews.admin import configs, invitations, own_questions, questions, sessions

# Candidates know nothing of interviews, so what interviews adds to their page is added from here.
CandidateAdmin.inlines = (sessions.SessionInline, *CandidateAdmin.inlines)

__all__ = ["configs", "invitations", "own_questions", "questions", "sessions"]
