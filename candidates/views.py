"""A person's own profile."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from candidates import profile as profiles
from candidates.forms import NewAddressForm, ProfileForm
from candidates.selectors import own_candidate
from interviewer import mailing
from interviewer.accounts import sign_in_links
from interviewer.accounts.access import candidate_required
from interviewer.accounts.models import User
from interviewer.accounts.own_views import too_many


def _form(user: User) -> ProfileForm:
    candidate = own_candidate(user)
    return ProfileForm(
        initial={
            "full_name": user.full_name or (candidate.full_name if candidate else ""),
            "phone": candidate.phone if candidate else "",
        }
    )


@candidate_required
def profile(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if request.method != "POST":
        return _page(request, _form(user), NewAddressForm(present=user.email))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, NewAddressForm(present=user.email), status=422)
    profiles.update(user, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("candidates:profile")


@candidate_required
@require_POST
def change_email(request: HttpRequest) -> HttpResponse:
    """Send a link to the new address: nothing changes until it is used."""
    user = cast(User, request.user)
    form = NewAddressForm(request.POST, present=user.email)
    if not form.is_valid():
        return _page(request, _form(user), form, status=422)
    wait = too_many(request, form.cleaned_data["new_email"])
    if wait is not None:
        form.add_error(None, "There were many requests. Please wait a few minutes, then ask again.")
        response = _page(request, _form(user), form, status=429)
        response["Retry-After"] = str(max(1, round(wait)))
        return response
    sign_in_links.send_change(user, form.cleaned_data["new_email"])
    messages.success(
        request,
        f"We have sent a link to {form.cleaned_data['new_email']}. Open it in this browser to confirm the address"
        + ("." if mailing.is_configured() else ": no mail server is set up here, so the log has it."),
    )
    return redirect("candidates:profile")


def _page(request: HttpRequest, form: ProfileForm, address: NewAddressForm, status: int = 200) -> HttpResponse:
    return render(request, "my/profile.html", {"form": form, "address": address}, status=status)
