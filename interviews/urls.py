from __future__ import annotations

from django.urls import path

from interviews.views import candidate, live, media, question_files, recruiter, room_by_http

app_name = "interviews"
urlpatterns = [
    path("dashboard/", recruiter.dashboard, name="dashboard"),
    path("interviews/new/", recruiter.create, name="create"),
    path("interviews/<uuid:pk>/", recruiter.detail, name="detail"),
    path("interviews/<uuid:pk>/settings/", recruiter.settings, name="settings"),
    path("interviews/<uuid:pk>/open/", recruiter.open_interview, name="open"),
    path("interviews/<uuid:pk>/close/", recruiter.close_interview, name="close"),
    path("interviews/<uuid:pk>/duplicate/", recruiter.duplicate, name="duplicate"),
    path("interviews/<uuid:pk>/questions/add/", recruiter.add_question, name="add_question"),
    path("interviews/<uuid:pk>/questions/import/", question_files.import_file, name="import_questions"),
    path("interviews/<uuid:pk>/questions.<str:form>", question_files.export, name="export_questions"),
    path("questions/<uuid:pk>/", recruiter.edit_question, name="edit_question"),
    path("questions/<uuid:pk>/move/", recruiter.move_question, name="move_question"),
    path("questions/<uuid:pk>/replace/", recruiter.replace_question, name="replace_question"),
    path("questions/<uuid:pk>/difficulty/", recruiter.change_difficulty, name="change_difficulty"),
    path("questions/<uuid:pk>/delete/", recruiter.delete_question, name="delete_question"),
    path("media/resumes/<uuid:pk>/", media.resume, name="resume_file"),
    path("media/recordings/<uuid:pk>/<int:segment>/", media.recording, name="recording"),
    path("interview/session/<uuid:pk>/", candidate.room, name="room"),
    path("interview/session/<uuid:pk>/consent/", candidate.consent, name="consent"),
    path("interview/session/<uuid:pk>/speech/<uuid:question_id>/", live.speech, name="speech"),
    path("interview/session/<uuid:pk>/audio/", live.audio, name="audio"),
    path("interview/session/<uuid:pk>/messages/", room_by_http.messages, name="messages"),
    path("interview/session/<uuid:pk>/events/", room_by_http.events, name="events"),
    path("interview/session/<uuid:pk>/echo/", live.echo, name="echo"),
    path("interview/check/<uuid:pk>/", candidate.check, name="check"),
    path("interview/session/<uuid:pk>/done/", candidate.done, name="done"),
    path("interview/<str:token>", candidate.landing),
    path("interview/<str:token>/", candidate.landing, name="landing"),
]
