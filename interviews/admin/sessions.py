"""Interviews as candidates took them: sessions and responses. To look at; services write them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display

from interviewer.admin import DELETE, ScopedAdmin, ScopedInline, dialog
from interviewer.admin_display import (
    EMPTY,
    SCORE_COLOURS,
    block_field,
    counted,
    data_field,
    label_field,
    list_link,
    prose_field,
    row_link,
    score_label,
    score_range,
    short_field,
)
from interviews.admin.recordings import RecordingInline
from interviews.models import (
    InterviewSession,
    Response,
    ResponseState,
    SessionStatus,
)
from interviews.services import overseeing
from interviews.services.retention import erase_session

STATUS_COLOURS = {"pending": "info", "in_progress": "primary", "completed": "success"}
STATE_COLOURS = {
    "asked": "info",
    "answering": "primary",
    "answered": "success",
    "skipped": "warning",
    "timed_out": "warning",
}


class SessionInline(ScopedInline):
    model = InterviewSession
    fields = ("config", "status", "started_at", "ended_at")
    verbose_name_plural = "interviews"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewSession]:
        return super().get_queryset(request).select_related("config")


def time_used(response: Response) -> str:
    share = response.share_of_time
    return EMPTY if share is None else f"{share} %"


class ResponseInline(ScopedInline):
    model = Response
    fields = ("number", "short_question", "question_type", "state", "skill", "time")
    ordering = ("number",)

    short_question = short_field("question_text", "question", 120)

    @display(description="time used")
    def time(self, response: Response) -> str:
        return time_used(response)


@admin.register(InterviewSession)
class SessionAdmin(ScopedAdmin):
    """Deleting a session erases what hangs on it, as retention does: also the person, if nothing else needs them."""

    admins_may = frozenset({DELETE})
    list_display = (
        "candidate_name",
        "interview",
        "show_status",
        "progress",
        "score",
        "started_at",
        "ended_at",
    )
    list_filter = ("status", "completion_method", "created_at", "ended_at")
    list_select_related = ("config", "report")
    search_fields = ("candidate_name", "candidate__email", "config__job_role", "=id")
    search_help_text = "A candidate's name or e-mail, a role, or a session's id."
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("candidate_name", "candidate"),
                    ("interview", "config_version"),
                    ("status", "completion_method"),
                    ("started_at", "ended_at"),
                    "last_seen_at",
                )
            },
        ),
        (
            "The interview",
            {
                "fields": (
                    ("progress", "score_with_range"),
                    ("phase", "current_difficulty"),
                    ("ability", "ability_error"),
                )
            },
        ),
        (
            "What it stands on",
            {
                "fields": (
                    ("resume", "consent"),
                    "invitation",
                )
            },
        ),
        # Nobody who assesses needs to know who was given more time, so neither factors nor seconds stand here.
        ("Provenance", {"fields": (("created_at", "updated_at"), ("event_seq", "connected"), "id")}),
    )
    inlines: ClassVar[tuple[Any, ...]] = (ResponseInline,)
    actions = ("end_selected",)
    actions_detail = ("end_this", "erase_this")
    deleting = "Erase, with answers, recordings and reports"
    offered_when = {"end_this": frozenset({SessionStatus.PENDING, SessionStatus.IN_PROGRESS})}

    show_status = label_field("status", STATUS_COLOURS, "status")

    def delete_model(self, request: HttpRequest, obj: InterviewSession) -> None:
        erase_session(obj, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[InterviewSession]) -> None:
        for session in queryset.select_related("candidate", "resume"):
            erase_session(session, request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewSession]:
        asked = Response.objects.all()
        return (
            super()
            .get_queryset(request)
            .annotate(
                asked_total=counted(asked, "session"),
                answered_total=counted(asked.filter(state=ResponseState.ANSWERED), "session"),
            )
        )

    def view_on_site(self, session: InterviewSession) -> str:
        return reverse("reports:report", args=[session.pk])

    @display(description="interview", ordering="config__job_role")
    def interview(self, session: InterviewSession) -> Any:
        return row_link(session.config)

    @display(description="answered of asked", ordering="answered_total")
    def progress(self, session: Any) -> Any:
        if not session.asked_total:
            return EMPTY
        text = f"{session.answered_total} of {session.asked_total}"
        return list_link("interviews_response", text, session__id__exact=session.pk)

    @display(description="score", ordering="report__score", label=SCORE_COLOURS)
    def score(self, session: Any) -> Any:
        report = getattr(session, "report", None)
        return score_label(report) if report is not None and report.written_at else None

    @display(description="score")
    def score_with_range(self, session: Any) -> str:
        report = getattr(session, "report", None)
        return score_range(report) if report is not None and report.written_at else EMPTY

    @display(description="connected now", boolean=True)
    def connected(self, session: InterviewSession) -> bool:
        return bool(session.lease)

    def _end(self, request: HttpRequest, rows: QuerySet[InterviewSession]) -> None:
        count = 0
        for session in rows:
            count += overseeing.end(request.user, session.pk)
        if count:
            self.message_user(request, f"Interviews ended: {count}. Their reports are being written.", messages.SUCCESS)
        else:
            self.message_user(request, "Nothing to end: these interviews are completed.", messages.WARNING)

    @action(description="End, with what was answered so far", permissions=["operate"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[InterviewSession]) -> None:
        self._end(request, queryset.exclude(status=SessionStatus.COMPLETED))

    @action(
        description="End",
        icon="stop_circle",
        permissions=["operate"],
        dialog=dialog(
            "End this interview?",
            "The candidate can't go on. The report is written from what was answered.",
            "End it",
        ),
    )
    def end_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.act_on(
            request, object_id, lambda row: self._end(request, InterviewSession.objects.filter(pk=row.pk))
        )

    @action(
        description="Erase",
        icon="delete_forever",
        permissions=["delete"],
        dialog=dialog(
            "Erase this interview?",
            "Answers, recordings and the report are gone for good; so is the person, if no other interview needs them.",
            "Erase it",
        ),
    )
    def erase_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def erase(session: InterviewSession) -> str:
            erase_session(session, request.user)
            self.message_user(request, "The interview is erased.", messages.SUCCESS)
            return reverse("admin:interviews_interviewsession_changelist")

        return self.act_on(request, object_id, erase)


@admin.register(Response)
class ResponseAdmin(ScopedAdmin):
    list_display = (
        "short_question",
        "who",
        "number",
        "question_type",
        "show_state",
        "skill",
        "time",
        "hints_used",
        "asked_at",
    )
    list_filter = ("state", "question_type", "answer_type", "unclear_audio", "transcript_flagged", "phase", "asked_at")
    list_select_related = ("session",)
    search_fields = ("question_text", "session__candidate_name", "skill")
    date_hierarchy = "asked_at"
    ordering = ("-asked_at",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("who", "number"),
                    "question_text",
                    ("question_type", "answer_type"),
                    "state",
                    ("skill", "difficulty"),
                    "phase",
                    "reason",
                    ("question", "parent"),
                )
            },
        ),
        (
            "Answer",
            {
                "fields": (
                    "show_typed",
                    "show_transcript",
                    "show_correction",
                    ("transcript_flagged", "correction_at"),
                    "show_code",
                    ("unclear_audio", "transcript_source"),
                )
            },
        ),
        (
            "Time",
            {
                "fields": (
                    ("asked_at", "clock_started_at"),
                    ("answered_at", "decided_at"),
                    ("time", "hints_used"),
                    ("reading", "intent"),
                    ("lead_in", "proposed_by"),
                )
            },
        ),
        (
            "Provenance",
            {
                "fields": (
                    ("answer_version", "draft_revision"),
                    ("transcript_confidence", "transcript_words_total"),
                    "show_live",
                    "show_draft",
                    "show_revisions",
                    "show_rubric",
                    ("question_ref", "id"),
                ),
                "classes": ("collapse",),
            },
        ),
    )
    inlines: ClassVar[tuple[Any, ...]] = (RecordingInline,)

    short_question = short_field("question_text", "question", 70)
    show_state = label_field("state", STATE_COLOURS, "state")
    show_typed = prose_field("typed_text", "typed")
    show_transcript = prose_field("transcript")
    show_correction = prose_field("candidate_correction", "what the candidate says instead")
    show_code = block_field("code_submission", "code")
    show_live = prose_field("live_transcript", "live transcript")
    show_draft = data_field("draft")
    show_revisions = data_field("revisions")
    show_rubric = data_field("rubric", "graded against")

    @display(description="session", ordering="session__candidate_name")
    def who(self, response: Response) -> Any:
        return row_link(response.session, response.session.candidate_name)

    @display(description="time used")
    def time(self, response: Response) -> str:
        return time_used(response)

    @display(description="words with times")
    def transcript_words_total(self, response: Response) -> int:
        return len(response.transcript_words)
