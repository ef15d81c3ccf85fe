"""Candidates sign in by a link sent to them: no password, and no telling whether an address is known."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from interviewer import mailing
from interviewer.accounts import sign_in_links
from interviewer.accounts.forms import EmailForm
from interviewer.accounts.models import LinkPurpose
from interviewer.api.limits import address, hit, longest_wait, told_to_wait

NEXT = "my_next"  # where to go once signed in, kept by the browser that asked
HOME = "interviews:my_interviews"


def too_many(request: HttpRequest, email: str) -> float | None:
    """Seconds to wait where this address, or whoever asks, has had enough links. Known and unknown count alike."""
    return longest_wait(("sign_in", f"link:{address(request)}"), ("sign_in_link", email))


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if user.is_authenticated and (user.is_staff or user.email_is_verified):
        return redirect(HOME)
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        request.session[NEXT] = wanted
    form = EmailForm(request.POST if request.method == "POST" else None, initial={"email": getattr(user, "email", "")})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            wait = too_many(request, form.cleaned_data["email"])
            if wait is None:
                sign_in_links.send_sign_in(form.cleaned_data["email"])
                return _sent(request, form.cleaned_data["email"])
            form.add_error(None, f"There were many requests. Please wait {_minutes(wait)}, then ask again.")
            return told_to_wait(render(request, "my/sign_in.html", {"form": form}), wait)
        status = 422
    return render(request, "my/sign_in.html", {"form": form}, status=status)


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _sent(request: HttpRequest, email: str) -> HttpResponse:
    context = {"email": email, "minutes": sign_in_links.MINUTES, "printed": not mailing.is_configured()}
    return render(request, "my/sent.html", context)


@never_cache
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening a link shows a button; the button uses it up."""
    wait = hit("address", address(request))
    if wait is not None:
        problem = sign_in_links.LinkRefused("many", f"There were many requests. Please wait {_minutes(wait)}.")
        return told_to_wait(render(request, "my/link_refused.html", {"problem": problem}), wait)
    try:
        link = sign_in_links.usable(token)
        if link.purpose == LinkPurpose.CHANGE_EMAIL:
            return _confirm(request, token, link)
        if request.method == "POST":
            user = sign_in_links.redeem(token)
            wanted = request.session.get(NEXT, "")
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            request.session.pop(NEXT, None)
            return redirect(wanted or HOME)
    except sign_in_links.LinkRefused as problem:
        status = 403 if problem.reason in {"recruiter", "inactive"} else 410
        return render(request, "my/link_refused.html", {"problem": problem}, status=status)
    return render(request, "my/use_link.html", {"link": link})


def _confirm(request: HttpRequest, token: str, link: Any) -> HttpResponse:
    user: Any = request.user
    if user.pk != link.user_id:
        return render(request, "my/confirm_elsewhere.html", status=200 if request.method == "GET" else 403)
    if request.method == "POST":
        sign_in_links.confirm_change(token, user)
        messages.success(request, "Your e-mail address is changed.")
        return redirect("candidates:profile")
    return render(request, "my/use_link.html", {"link": link, "changing": True})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "You are signed out.")
    return redirect("my:sign_in")
