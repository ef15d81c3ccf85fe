"""What was said instead of an answer, and putting the same question again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from interviewer.grading import spoken_language
from interviewer.grading.code_answer import code_work
from interviewer.taxonomy import skill as known_skill
from interviews import advice as advices
from interviews import decisions, engine, intents, phrases, selectors
from interviews.intents import MOST_ASKED_AGAIN, Intent
from interviews.models import InterviewSession, QuestionType, Response, ResponseState, SessionStatus

AGAIN = {Intent.REPEAT, Intent.CLARIFY, Intent.MOMENT, Intent.QUESTION}


@dataclass(frozen=True)
class Heard:
    """How an answer is to be taken: the state it ends in, its quick reading, and what was meant instead."""

    state: str
    reading: str
    intent: str = ""
    remark: str = ""
    """To be said before what is asked next: the reply to what was asked, a word on the language, or on leaving a
    question that was not answered."""
    again: bool = False
    """Whether the remark may be made more than once an interview."""


def hear(session: InterviewSession, response: Response, advice: advices.Advice | None) -> Heard:
    """Take the closed response for an answer, a skip, or something that has the question put again."""
    if response.state == ResponseState.SKIPPED:
        return Heard(response.state, "no_answer")
    answer = selectors.last_answer(response)
    if response.unclear_audio and not answer.text and not answer.code.strip():
        return Heard(response.state, "")
    grade, offline = decisions.read_answer(answer)
    intent = _intent_of(response, advice, offline)
    if intent is None:
        if offline == "weak" and ("foreign_language" in grade.flags or _only_words_in_another_language(answer)):
            # The grader can't read it, so it says nothing of the candidate; a model may.
            expected = spoken_language(answer.text) in {"", _code_of(session)}
            remark = "" if expected else _in_which_language(session)
            return Heard(response.state, advice.reading if advice else "", remark=remark)
        read = advices.agreed_reading(offline, grade, advice)
        # Who says not to know is told that it goes on; who says nothing at all has nothing to be answered.
        said = read == "no_answer" and bool(answer.text.strip())
        return Heard(response.state, read, remark=intents.leaving(None, _code_of(session)) if said else "")
    if intent in AGAIN and session.status == SessionStatus.IN_PROGRESS and _times_asked(response) < MOST_ASKED_AGAIN:
        return Heard(ResponseState.ASKED_BACK, "", intent, _reply(session, response, intent, advice))
    # Who would rather not say has shown nothing either way: it must not make the next question easier.
    declined = intent == Intent.DECLINE
    return Heard(
        ResponseState.SKIPPED,
        "" if declined else "no_answer",
        intent,
        remark=intents.leaving(intent, _code_of(session)),
        again=declined,
    )


def advice_for(response: Response) -> advices.Advice | None:
    """A model's view, where it is wanted: not of what the rules have an answer to already."""
    meant = recognised(response)
    if meant in {None, Intent.CLARIFY, Intent.QUESTION}:
        return advices.advise(response, asked_back=meant is not None)
    return None


def recognised(response: Response) -> Intent | None:
    """By rules alone. Work on a coding task is an answer, whatever is said beside it."""
    code = response.code_submission.strip()
    if (
        response.answer_type == QuestionType.CODE
        and code
        and code != str(response.rubric.get("starter_code", "")).strip()
    ):
        return None
    return intents.recognise(response.answer_text, response.question_text)


def _intent_of(response: Response, advice: advices.Advice | None, offline: str) -> Intent | None:
    found = recognised(response)
    if found is None and not response.code_submission.strip():
        seen = advices.believable_intent(advice, offline, response.answer_text)
        found = Intent(seen) if seen else None
    return found


def _times_asked(response: Response) -> int:
    return Response.objects.filter(
        session_id=response.session_id, question_text=response.question_text, state=ResponseState.ASKED_BACK
    ).count()


def ask_again(session: InterviewSession, response: Response, now: datetime, lead_in: str) -> Response:
    """The same question as a new row, its time given back and begun anew. Call it with the session locked."""
    session.answering_seconds = max(0.0, session.answering_seconds - response.time_taken)
    session.event_seq += 1
    session.save(update_fields=["answering_seconds", "event_seq", "updated_at"])
    return Response.objects.create(
        session=session,
        # In the review it is not the last one that is asked.
        number=(session.responses.aggregate(last=Max("number"))["last"] or 0) + 1,
        question_id=response.question_id,
        question_ref=response.question_ref,
        question_text=response.question_text,
        question_type=response.question_type,
        answer_type=response.answer_type,
        parent_id=response.parent_id,
        phase=response.phase,
        skill=response.skill,
        difficulty=response.difficulty,
        rubric=response.rubric,
        reason=response.reason,
        proposed_by=response.proposed_by,
        lead_in=lead_in[:300],
        time_allowed=response.time_allowed,
        hints_used=response.hints_used,
        draft={"text": "", "code": response.code_submission} if response.code_submission else {},
        asked_at=now,
    )


def remark(heard: Heard, asked: Response | None) -> None:
    """Say it before the question that was just asked: what was asked for each time, all else once an interview."""
    if asked is None or not heard.remark:
        return
    if heard.again or not Response.objects.filter(session_id=asked.session_id, lead_in=heard.remark).exists():
        asked.lead_in = heard.remark
        asked.save(update_fields=["lead_in"])


def _only_words_in_another_language(answer: decisions.LastAnswer) -> bool:
    """Of a coding task nothing was written, and what was said to it is not in the language of the task."""
    starter = str(answer.rubric.get("starter_code", ""))
    only_words = answer.type == QuestionType.CODE and code_work(answer.code, starter).nothing
    return only_words and spoken_language(answer.text) not in {"", spoken_language(answer.question) or "en"}


def _code_of(session: InterviewSession) -> str:
    return str(session.config_version.content.get("language") or "en")[:2].lower()


def _in_which_language(session: InterviewSession) -> str:
    known = phrases.of(_code_of(session))
    if known is not None:
        return known.in_language
    language = intents.LANGUAGES.get(_code_of(session), "English")
    return f"If you can, please answer in {language}: that is the language your answers are read in."


def _reply(session: InterviewSession, response: Response, intent: Intent, advice: advices.Advice | None) -> str:
    """What a model would say where it may be said, else what the rules say. Facts of the interview are the rules'."""
    open_to_a_model = intent is Intent.CLARIFY or (
        intent is Intent.QUESTION and intents.asked_about(response.answer_text) == "general"
    )
    if advice is not None and advice.reply and open_to_a_model:
        return advice.reply
    return _by_rules(session, response, intent)


def _by_rules(session: InterviewSession, response: Response, intent: Intent) -> str:
    facts = selectors.resume_facts(session)
    plan, state = selectors.plan_of(session, facts), selectors.state_of(session)
    known = known_skill(response.skill)
    return intents.reply(
        intent,
        response.answer_text,
        skill=known.name if known else "",
        # The question itself may still be in the state, and is put again.
        questions_left=plan.total - len(state.main),
        minutes_left=int((engine.remaining_seconds(plan, state) + response.time_taken) // 60),
        language=_code_of(session),
    )
