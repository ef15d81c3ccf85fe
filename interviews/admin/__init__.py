"""``configs``, ``questions``, ``own_questions``, ``invitations``: set up.
``sessions``, ``recordings``: what came of it.

``privacy``: erasures that people ask for.
"""

from candidates.admin import CandidateAdmin
from interviews.admin import configs, invitations, own_questions, privacy, questions, recordings, sessions

# Candidates know nothing of interviews, so what interviews adds to their page is added from here.
CandidateAdmin.inlines = (sessions.SessionInline, *CandidateAdmin.inlines)

__all__ = ["configs", "invitations", "own_questions", "privacy", "questions", "recordings", "sessions"]
