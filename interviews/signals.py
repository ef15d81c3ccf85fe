"""How other apps learn what happened here. Sent inside the transaction that made it so."""

from __future__ import annotations

from django.dispatch import Signal

# response: the Response whose answer is final, in words or as unclear audio.
answer_recorded = Signal()
# session: the InterviewSession whose candidate has just come in for the first time.
session_started = Signal()
# session: the InterviewSession that has just been completed.
session_completed = Signal()
# session: an InterviewSession. Receivers answer with a dict that can be JSON: the results its candidate was shown.
own_results = Signal()
# session: an InterviewSession. Receivers answer with the ``evaluation`` messages its candidate may see by now.
shown_evaluations = Signal()
# response: the Response whose transcript the candidate has just called wrong, or right after all.
transcript_disputed = Signal()
