"""The messages that carry a link, and the sweeping of old ones."""

from __future__ import annotations

import uuid

from django.urls import reverse

from interviewer.accounts import sign_in_links
from interviewer.accounts.models import LinkPurpose, User
from interviewer.mailing import Letter, compose, letters, site_url
from interviewer.work import sweeping


def write_link(link_id: uuid.UUID) -> Letter | None:
    link = sign_in_links.of_letter(link_id)
    token = sign_in_links.token_of(link) if link else ""
    if link is None or not token:
        return None
    context = {"minutes": sign_in_links.MINUTES}
    if link.purpose == LinkPurpose.CHANGE_EMAIL:
        url = site_url(reverse("my:use_link", args=[token]))
        return compose(link.email, "Confirm your new e-mail address", "confirm_email", {**context, "url": url})
    known = User.objects.filter(email=link.email).first()
    if known is not None and known.is_staff:
        # Only who reads this address learns that it is a recruiter's.
        url = site_url(reverse("accounts:sign_in"))
        return compose(link.email, "Signing in to Interviewer", "sign_in_recruiter", {**context, "url": url})
    url = site_url(reverse("my:use_link", args=[token]))
    return compose(link.email, "Your link to your interviews", "sign_in", {**context, "url": url})


mail_link = letters(sign_in_links.LETTER, write_link, max_attempts=6)
sweeping.register("links_forgotten", sign_in_links.forget_old_links, every=3600)
