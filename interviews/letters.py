"""Messages about people's own data. Each is written when it is sent, from rows that may be gone by then."""

from __future__ import annotations

import uuid

from django.urls import reverse

from candidates.models import ErasurePart, ErasureState, PrivacyRequest, PrivacyState
from candidates.privacy import COPY_KEPT, forget_email
from interviewer.mailing import Letter, compose, letters, site_url
from interviews.services import data_copy, privacy


def write_copy_ready(request_id: uuid.UUID) -> Letter | None:
    request = PrivacyRequest.objects.filter(pk=request_id, state=PrivacyState.READY).exclude(email="").first()
    if request is None:
        return None
    context = {"url": site_url(reverse("interviews:my_privacy")), "days": COPY_KEPT.days}
    return compose(request.email, "The copy of your data is ready", "copy_ready", context)


def write_erasure_asked(part_id: uuid.UUID) -> Letter | None:
    """To the recruiter, naming nobody: mail is kept longer than it should be."""
    part = ErasurePart.objects.select_related("owner", "request").filter(pk=part_id, state=ErasureState.WAITING).first()
    if part is None or not part.owner.is_active:
        return None
    context = {"url": site_url(reverse("interviews:privacy_requests")), "due": part.request.due_at}
    return compose(part.owner.email, "A candidate asks for their data to be erased", "erasure_asked", context)


def write_erasure_done(request_id: uuid.UUID) -> Letter | None:
    request = PrivacyRequest.objects.filter(pk=request_id, state=PrivacyState.DONE).exclude(email="").first()
    return compose(request.email, "Your data is erased", "erasure_done", {}) if request else None


mail_copy_ready = letters(data_copy.LETTER, write_copy_ready)
mail_erasure_asked = letters(privacy.LETTER_ASKED, write_erasure_asked)
mail_erasure_done = letters(privacy.LETTER_DONE, write_erasure_done, sent=forget_email, failed=forget_email)
