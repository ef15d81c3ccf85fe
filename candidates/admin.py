"""The people, their documents and what they agreed to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.decorators import display

from candidates.models import Candidate, Consent, ErasurePart, PrivacyRequest, Resume
from interviewer.admin import CHANGE, DELETE, ScopedAdmin, ScopedInline
from interviewer.admin_display import EMPTY, data_field, label_field, link, list_link, prose_field, row_link

RESUME_COLOURS = {
    "parsed": "success",
    "no_text": "warning",
    "encrypted": "warning",
    "invalid": "danger",
    "too_complex": "warning",
}


class ResumeInline(ScopedInline):
    model = Resume
    fields = ("original_name", "source", "state", "years_experience", "created_at")


class ConsentInline(ScopedInline):
    model = Consent
    fields = ("text_version", "given_at", "address")


@admin.register(Candidate)
class CandidateAdmin(ScopedAdmin):
    admins_may = frozenset({CHANGE, DELETE})
    editable = ("full_name", "email", "phone")
    list_display = ("full_name", "email", "phone", "interviews", "created_at")
    list_filter = ("created_at",)
    search_fields = ("full_name", "email")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": ("full_name", ("email", "phone"))}),
        ("Provenance", {"fields": (("created_at", "id"),)}),
    )
    inlines: ClassVar[tuple[Any, ...]] = (ResumeInline, ConsentInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        # For a recruiter the rows are joined to their own sessions already, so these alone are counted.
        return (
            super()
            .get_queryset(request)
            .annotate(session_total=Count("sessions", filter=Q(sessions__config__practice=False)))
        )

    @display(description="interviews", ordering="session_total")
    def interviews(self, candidate: Any) -> Any:
        if not candidate.session_total:
            return EMPTY
        return list_link("interviews_interviewsession", candidate.session_total, candidate__id__exact=candidate.pk)


@admin.register(Resume)
class ResumeAdmin(ScopedAdmin):
    admins_may = frozenset({DELETE})
    list_display = (
        "name",
        "owner",
        "show_state",
        "source",
        "years_experience",
        "skill_total",
        "flag_total",
        "created_at",
    )
    list_display_links = ("name",)
    list_filter = ("state", "source", "created_at")
    list_select_related = ("candidate",)
    search_fields = ("original_name", "candidate__full_name", "candidate__email", "=sha256")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": (("candidate", "document"), ("state", "source"), "show_flags")}),
        (
            "What was read out of it",
            {
                "fields": (
                    "years_experience",
                    "show_skills",
                    "show_projects",
                    "show_employers",
                    "show_education",
                )
            },
        ),
        ("Text", {"fields": ("show_text",), "classes": ("collapse",)}),
        ("Provenance", {"fields": (("created_at", "original_name"), ("sha256", "id"))}),
    )

    show_state = label_field("state", RESUME_COLOURS, "state")
    show_flags = data_field("flags")
    show_skills = data_field("skills")
    show_projects = data_field("projects")
    show_employers = data_field("employers")
    show_education = data_field("education")
    show_text = prose_field("text")

    @display(description="resume", ordering="original_name")
    def name(self, resume: Resume) -> str:
        return str(resume)

    @display(description="candidate", ordering="candidate__full_name")
    def owner(self, resume: Resume) -> Any:
        return row_link(resume.candidate)

    @display(description="skills")
    def skill_total(self, resume: Resume) -> Any:
        return len(resume.skills) or EMPTY

    @display(description="flags", label={"some": "warning"})
    def flag_total(self, resume: Resume) -> Any:
        return ("some", str(len(resume.flags))) if resume.flags else None

    @display(description="file")
    def document(self, resume: Resume) -> Any:
        if not resume.file:
            return "Pasted as text"
        return link(reverse("interviews:resume_file", args=[resume.pk]), f"Save {resume}")


@admin.register(Consent)
class ConsentAdmin(ScopedAdmin):
    list_display = ("show_candidate", "text_version", "given_at", "address")
    list_filter = ("text_version", "given_at")
    list_select_related = ("candidate",)
    search_fields = ("candidate__full_name", "candidate__email")
    date_hierarchy = "given_at"
    ordering = ("-given_at",)
    fieldsets = (
        (None, {"fields": (("candidate", "given_at"), ("text_version", "text_sha256"))}),
        ("From where", {"fields": ("address", "user_agent")}),
    )

    @display(description="candidate", ordering="candidate__full_name")
    def show_candidate(self, consent: Consent) -> str:
        return str(consent.candidate)


PRIVACY_COLOURS = {"open": "info", "ready": "success", "done": "success", "failed": "danger"}


class ErasurePartInline(ScopedInline):
    model = ErasurePart
    fields = ("owner", "state", "done_at", "done_by")
    verbose_name_plural = "parts"


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ScopedAdmin):
    """What people ask for about their data. A recruiter sees the erasures that they have a part in."""

    list_display = ("kind", "who", "show_state", "asked_at", "due_at", "closed_at")
    list_filter = ("kind", "state", "asked_at", "due_at")
    list_select_related = ("candidate",)
    search_fields = ("email", "candidate__full_name")
    date_hierarchy = "asked_at"
    ordering = ("-asked_at",)
    fieldsets = (
        (None, {"fields": (("kind", "show_state"), ("who", "email"), ("asked_at", "due_at"))}),
        ("How it ended", {"fields": (("closed_at", "expires_at"), "id")}),
    )
    inlines: ClassVar[tuple[Any, ...]] = (ErasurePartInline,)

    show_state = label_field("state", PRIVACY_COLOURS, "state")

    @display(description="who")
    def who(self, request: PrivacyRequest) -> Any:
        return request.who or EMPTY
