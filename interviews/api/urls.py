"""The routes of this app under ``/api/``; ``bare`` are those that existing clients also call without the prefix."""

from __future__ import annotations

from django.urls import path

from interviews.api import bank, desk, interviews, invitations, own, public, question_actions, resources, rooms

urlpatterns = [
    path("evaluate-answer", rooms.EvaluateAnswer.as_view()),
    path("complete-interview", rooms.CompleteInterview.as_view()),
    path("interviews/create", interviews.CreateInterview.as_view()),
    path("interviews/start", interviews.StartInterview.as_view()),
    path("interviews/<uuid:pk>", interviews.Interview.as_view()),
    path("interviews/<uuid:pk>/answer", interviews.AnswerQuestion.as_view()),
    path("my/interviews", own.OwnSessions.as_view()),
    path("my/interviews/<uuid:pk>/continue", own.ContinueSession.as_view()),
    path("privacy-requests", own.PrivacyRequests.as_view()),
    path("privacy-requests/<uuid:pk>", own.OnePrivacyRequest.as_view()),
    path("privacy-requests/<uuid:pk>/withdraw", own.WithdrawPrivacyRequest.as_view()),
    path("privacy-requests/<uuid:pk>/copy", own.DataCopy.as_view()),
    path("erasures", own.Erasures.as_view()),
    path("erasures/<uuid:pk>/carry-out", own.CarryOutErasure.as_view()),
    path("configs", resources.Configs.as_view()),
    path("configs/<uuid:pk>", resources.Config.as_view()),
    path("configs/<uuid:pk>/open", resources.ConfigStep.as_view(step="open")),
    path("configs/<uuid:pk>/close", resources.ConfigStep.as_view(step="close")),
    path("configs/<uuid:pk>/duplicate", resources.DuplicateConfig.as_view()),
    path("configs/<uuid:pk>/link", resources.ConfigLink.as_view()),
    path("configs/<uuid:pk>/versions", desk.Versions.as_view()),
    path("configs/<uuid:pk>/versions/<int:number>", desk.OneVersion.as_view()),
    path("configs/<uuid:pk>/history", desk.History.as_view()),
    path("configs/<uuid:pk>/questions", resources.Questions.as_view()),
    path("configs/<uuid:pk>/invitations", resources.Invite.as_view()),
    path("questions/<uuid:pk>", resources.OneQuestion.as_view()),
    path("questions/<uuid:pk>/move", resources.MoveQuestion.as_view()),
    path("questions/<uuid:pk>/replace", question_actions.ReplaceQuestion.as_view()),
    path("questions/<uuid:pk>/difficulty", question_actions.ChangeDifficulty.as_view()),
    path("configs/<uuid:pk>/questions/export", question_actions.ExportQuestions.as_view()),
    path("configs/<uuid:pk>/questions/import", question_actions.ImportQuestions.as_view()),
    path("questions/<uuid:pk>/keep", bank.KeepQuestion.as_view()),
    path("questions/<uuid:pk>/spares", bank.ChooseSpares.as_view()),
    path("questions/<uuid:pk>/spares/<uuid:spare>", bank.RemoveSpare.as_view()),
    path("configs/<uuid:pk>/from-bank", bank.TakeFromBank.as_view()),
    path("bank/questions", bank.OwnQuestions.as_view()),
    path("bank/questions/import", bank.ImportBank.as_view()),
    path("bank/questions/export.<str:form>", bank.ExportBank.as_view()),
    path("bank/questions/<uuid:pk>", bank.OneOwnQuestion.as_view()),
    path("bank/built-in", bank.BuiltIn.as_view()),
    path("invitations", resources.Invitations.as_view()),
    path("configs/<uuid:pk>/invitations/import", invitations.ImportInvitations.as_view()),
    path("invitations/<uuid:pk>", invitations.OneInvitation.as_view()),
    path("invitations/<uuid:pk>/resend", invitations.ResendInvitation.as_view()),
    path("invitations/<uuid:pk>/renew", desk.RenewLink.as_view()),
    path("invitations/<uuid:pk>/revoke", resources.RevokeInvitation.as_view()),
    path("accommodation-requests", invitations.AccommodationRequests.as_view()),
    path("accommodation-requests/<uuid:pk>/grant", invitations.GrantRequest.as_view()),
    path("accommodation-requests/<uuid:pk>/decline", invitations.DeclineRequest.as_view()),
    path("sessions/<uuid:pk>/socket-ticket", resources.SocketTicket.as_view()),
    path("public/interview/<str:interview_id>", public.PublicInterview.as_view()),
    path("public/session/start", public.StartSession.as_view()),
    path("public/session/<uuid:session_id>/submit-response", public.SubmitResponse.as_view()),
    path(
        "public/session/<uuid:session_id>/decision/<uuid:question_id>", public.Decision.as_view(), name="api_decision"
    ),
]

bare = [
    path("evaluate-answer", rooms.EvaluateAnswer.as_view()),
    path("evaluate-response", rooms.EvaluateAnswer.as_view()),
    path("complete-interview", rooms.CompleteInterview.as_view()),
]
