"""What candidates said, to listen to. Services write it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html_join
from unfold.decorators import display

from interviewer.admin import ScopedAdmin, ScopedInline
from interviewer.admin_display import EMPTY, data_field, link, row_link
from interviews.models import Recording


class RecordingInline(ScopedInline):
    model = Recording
    fields = ("listen", "size", "duration", "complete")

    @display(description="listen")
    def listen(self, recording: Recording) -> Any:
        return segment_links(recording)

    @display(description="size")
    def size(self, recording: Recording) -> str:
        return filesizeformat(recording.bytes)


def segment_links(recording: Recording) -> Any:
    """Links to the authorised view, one a segment."""
    segments = [segment["segment"] for segment in recording.segments]
    if not segments:
        return EMPTY
    return format_html_join(
        ", ",
        "{}",
        (
            (link(reverse("interviews:recording", args=[recording.pk, number]), f"Part {index}"),)
            for index, number in enumerate(segments, 1)
        ),
    )


@admin.register(Recording)
class RecordingAdmin(ScopedAdmin):
    list_display = ("who", "question", "listen", "size", "length", "complete", "created_at")
    list_filter = ("complete", "mime_type", "created_at")
    list_select_related = ("response__session",)
    search_fields = ("response__session__candidate_name", "response__question_text", "=sha256")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": (("who", "question"), "listen", ("size", "length"), "complete")}),
        ("Provenance", {"fields": (("mime_type", "sha256"), "show_segments", ("created_at", "id"))}),
    )

    show_segments = data_field("segments")

    @display(description="candidate", ordering="response__session__candidate_name")
    def who(self, recording: Recording) -> str:
        return recording.response.session.candidate_name

    @display(description="question")
    def question(self, recording: Recording) -> Any:
        return row_link(recording.response)

    @display(description="listen")
    def listen(self, recording: Recording) -> Any:
        return segment_links(recording)

    @display(description="size", ordering="bytes")
    def size(self, recording: Recording) -> str:
        return filesizeformat(recording.bytes)

    @display(description="length", ordering="duration")
    def length(self, recording: Recording) -> str:
        return EMPTY if recording.duration is None else f"{recording.duration:.0f} s"
