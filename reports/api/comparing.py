"""Candidates side by side, and what a report's page shows on request: the steps of code, accommodations."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from interviewer.accounts import audit
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.views import View
from interviews.models import InterviewSession, Response, ResponseState
from reports import compare, drafts
from reports.comparison import Band, Cell, Row


class QuoteSerializer(serializers.Serializer):
    text = serializers.CharField(help_text="What it shows.")
    quote = serializers.CharField(source="said", help_text="Empty where nothing in the answer speaks to it.")
    display_label = serializers.CharField()
    response = serializers.CharField(help_text="The answer's id; empty in a blind comparison.")
    supports = serializers.BooleanField()


class CellSerializer(serializers.Serializer):
    score = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    missing = serializers.CharField(help_text="Why there is no score; empty where there is one.")
    people = serializers.ListField(child=serializers.IntegerField(), help_text="Scores that people set beside it.")
    quotes = QuoteSerializer(many=True)


class RowSerializer(serializers.Serializer):
    name = serializers.CharField()
    difference = serializers.CharField(help_text='In words: "No clear difference", or who stands above whom.')
    clear = serializers.BooleanField(help_text="Whether any two ranges are apart.")
    cells = CellSerializer(many=True, help_text="One for each candidate, in their order.")


class BandSerializer(serializers.Serializer):
    band = serializers.IntegerField(allow_null=True, help_text="From 1, the highest; null for those not assessed.")
    candidates = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()


class ContenderSerializer(serializers.Serializer):
    name = serializers.CharField()
    session = serializers.UUIDField(allow_null=True, help_text="Null in a blind comparison.")
    recommendation = serializers.CharField(help_text="Empty until the report is ready.")


class SessionComparisonSerializer(serializers.Serializer):
    config = serializers.UUIDField()
    version = serializers.IntegerField()
    blind = serializers.BooleanField()
    candidates = ContenderSerializer(many=True)
    bands = BandSerializer(many=True)
    skills = RowSerializer(many=True)
    questions = RowSerializer(many=True)


def _cell(cell: Cell, *, blind: bool) -> dict[str, Any]:
    quotes = [
        {**vars(quote), "display_label": quote.label, "response": "" if blind else quote.response}
        for quote in cell.quotes
    ]
    return {
        "score": cell.score,
        "low": cell.low,
        "high": cell.high,
        "missing": cell.missing if cell.score is None else "",
        "people": cell.people,
        "quotes": quotes,
    }


def _row(row: Row, *, blind: bool) -> dict[str, Any]:
    cells = [_cell(cell, blind=blind) for cell in row.cells]
    return {"name": row.name, "difference": row.difference, "clear": row.clear, "cells": cells}


def _band(band: Band) -> dict[str, Any]:
    return {"band": band.place, "candidates": [member.name for member in band.members], "note": band.note}


class CompareSessions(View):
    @extend_schema(
        tags=["reports"],
        summary="Two to five candidates of one version of an interview, side by side",
        parameters=[
            OpenApiParameter("session", OpenApiTypes.UUID, required=True, many=True),
            OpenApiParameter("blind", OpenApiTypes.BOOL, description="Without names, in an order that says nothing."),
        ],
        responses=SessionComparisonSerializer,
    )
    def get(self, request: Request) -> Answer:
        blind = request.query_params.get("blind", "").lower() in {"1", "true"}
        sessions = _sessions(request)
        found = compare.compare(request.user, sessions, blind=blind)
        return Answer(
            SessionComparisonSerializer(
                {
                    "config": found.version.config_id,
                    "version": found.version.number,
                    "blind": blind,
                    "candidates": [
                        {
                            "name": contender.name,
                            "session": None if blind else contender.session.pk,
                            "recommendation": contender.recommendation,
                        }
                        for contender in found.contenders
                    ],
                    "bands": [_band(band) for band in found.bands],
                    "skills": [_row(row, blind=blind) for row in found.skills],
                    "questions": [_row(row, blind=blind) for row in found.questions],
                }
            ).data
        )


def _sessions(request: Request) -> list[InterviewSession]:
    """Those asked for. Raises ApiProblem where they can't be compared, and Http404 where one can't be seen."""
    try:
        ids = compare.ids_in(request.query_params.getlist("session"))
    except ValueError as error:
        said = "A session's id is a UUID."
        raise ApiProblem("invalid", said, status_code=400, fields={"session": [said]}) from error
    sessions = compare.chosen(request.user, ids)
    if len(sessions) != len(ids):
        raise Http404("not found")
    problem = compare.problem_with(sessions)
    if not problem and len(sessions) < compare.LEAST:
        problem = f"Name {compare.LEAST} to {compare.MOST} sessions."
    if problem:
        raise ApiProblem("invalid", problem, status_code=400, fields={"session": [problem]})
    return sessions


class StepSerializer(serializers.Serializer):
    name = serializers.CharField()
    share = serializers.IntegerField(
        allow_null=True, help_text="How much of the time until it was sent had gone by, in percent."
    )
    added = serializers.IntegerField(help_text="Lines.")
    removed = serializers.IntegerField()
    diff = serializers.CharField(help_text="Against the step before; empty where too much changed at once.")


class DraftSteps(View):
    @extend_schema(tags=["responses"], summary="How an answer's code came about", responses=StepSerializer(many=True))
    def get(self, request: Request, pk: uuid.UUID) -> Answer:
        rows = Response.objects.exclude(state=ResponseState.ASKED_BACK)
        response = get_visible_or_404(request.user, rows, pk)
        steps = [
            {
                "name": step.label,
                "share": step.share,
                "added": step.added,
                "removed": step.removed,
                "diff": "\n".join(f"{line.sign} {line.text}" for line in step.lines),
            }
            for step in drafts.steps_of(response)
        ]
        return Answer(StepSerializer(steps, many=True).data)


class AccommodationsSerializer(serializers.Serializer):
    time_factor = serializers.FloatField(help_text="1 is the usual time.")


class Accommodations(View):
    @extend_schema(
        tags=["sessions"],
        summary="What the candidate was granted; that somebody asked is noted",
        responses=AccommodationsSerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> Answer:
        session = get_visible_or_404(request.user, InterviewSession.objects.all(), pk)
        audit.record(request.user, "accommodations shown", session)
        return Answer(AccommodationsSerializer({"time_factor": session.time_factor}).data)
