"""Every vendor's real SDK against every fault: in time, an object from the next vendor or a ProviderError."""

from __future__ import annotations

import time

import pytest
from pydantic import Field

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.llm import Message, Strict, aask, acomplete, ask, complete
from interviewer.providers.models import ProviderCall
from interviewer.providers.tests.fake_vendors import GEMINI, GROQ, OPENAI, OPENROUTER, Says, error_body

pytestmark = pytest.mark.django_db

VENDORS = [GROQ, OPENROUTER, GEMINI, OPENAI]
GOOD = Says(text='{"score": 70, "feedback": "Clear."}')
OTHER = Says(text='{"score": 55, "feedback": "From the next one."}')
DEADLINE = 3.0


class Grade(Strict):
    score: float = Field(ge=0, le=100)
    feedback: str = Field(max_length=500)


MESSAGES = [Message("system", "Grade the answer."), Message("user", "An index is a sorted copy.")]

# fault: (what the vendor says, how many calls it may get, what the row says)
FAULTS = {
    "hanging": (Says(hang=True), 1, Category.TIMEOUT),
    "dripping": (Says(drip=True), 1, Category.TIMEOUT),
    "401": (Says(status=401), 1, Category.AUTH),
    "403": (Says(status=403), 1, Category.AUTH),
    "404": (Says(status=404), 1, Category.NOT_CONFIGURED),
    "429": (Says(status=429, headers={"Retry-After": "20"}), 1, Category.RATE_LIMIT),
    "500": (Says(status=500), 1, Category.UNAVAILABLE),
    "503": (Says(status=503), 1, Category.UNAVAILABLE),
    "cut off": (Says(cut_off=True), 1, Category.UNAVAILABLE),
    "body is not JSON": (Says(raw=b'{"choices": [{"mess'), 2, Category.INVALID_OUTPUT),
    "body of the wrong shape": (Says(raw=b'{"choices": 5, "candidates": 7}'), 2, Category.INVALID_OUTPUT),
    "body is a list": (Says(raw=b"[1, 2]"), 2, Category.INVALID_OUTPUT),
    "empty body": (Says(raw=b""), 2, Category.INVALID_OUTPUT),
    "HTML": (Says(raw=b"<html><h1>Hello</h1></html>", content_type="text/html"), 2, Category.INVALID_OUTPUT),
    "HTML called JSON": (Says(raw=b"<html></html>"), 2, Category.INVALID_OUTPUT),
    "HTML error": (Says(status=502, raw=b"<html>", content_type="text/html"), 1, Category.UNAVAILABLE),
    "answer is not JSON": (Says(text="I would give it a 7."), 2, Category.INVALID_OUTPUT),
    "answer is empty": (Says(text=""), 2, Category.INVALID_OUTPUT),
    "answer is broken JSON": (Says(text='{"score": 7'), 2, Category.INVALID_OUTPUT),
    "answer of the wrong shape": (Says(text='{"grade": "B"}'), 2, Category.INVALID_OUTPUT),
    "answer is a list": (Says(text="[70]"), 2, Category.INVALID_OUTPUT),
    "NaN": (Says(text='{"score": NaN, "feedback": "x"}'), 2, Category.INVALID_OUTPUT),
    "NaN in words": (Says(text='{"score": "NaN", "feedback": "x"}'), 2, Category.INVALID_OUTPUT),
    "infinity": (Says(text='{"score": 1e999, "feedback": "x"}'), 2, Category.INVALID_OUTPUT),
    "1e9": (Says(text='{"score": 1e9, "feedback": "x"}'), 2, Category.INVALID_OUTPUT),
    "a megabyte": (Says(text='{"score": 7, "feedback": "' + "x" * 2**20 + '"}'), 2, Category.INVALID_OUTPUT),
    "a megabyte of brackets": (Says(text='{"a":' + "[" * 150_000), 2, Category.INVALID_OUTPUT),
}


def _chain(settings, *names: str) -> None:
    settings.LLM_PROVIDERS = list(names)


def _next_to(vendor: str) -> str:
    return OPENAI if vendor != OPENAI else GROQ


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_that_works_gives_the_object(vendors, settings, vendor):
    _chain(settings, vendor)
    vendors.say(vendor, GOOD)
    assert complete("evaluation", MESSAGES, Grade) == Grade(score=70, feedback="Clear.")
    call = ProviderCall.objects.get()
    assert (call.kind, call.purpose, call.provider, call.outcome) == ("llm", "evaluation", vendor, "ok")
    assert (call.tokens_in, call.tokens_out) == (11, 7)
    assert f"{vendor}-key-1" not in call.key_label and bool(call.key_label) == (vendor != OPENAI)
    assert len(vendors.asked(vendor)) == 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_slow_vendor_is_waited_for(vendors, settings, vendor):
    _chain(settings, vendor, _next_to(vendor))
    vendors.say(vendor, Says(wait=0.2))
    assert complete("evaluation", MESSAGES, Grade, deadline=DEADLINE).score == 70
    assert ProviderCall.objects.get().latency_ms >= 200


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("vendor", VENDORS)
def test_the_next_vendor_answers_in_place_of_a_faulty_one(vendors, settings, vendor, fault):
    said, most_calls, outcome = FAULTS[fault]
    _chain(settings, vendor, _next_to(vendor))
    vendors.say(vendor, said)
    vendors.say(_next_to(vendor), OTHER)
    deadline = 1.2 if said.hang or said.drip else DEADLINE
    began = time.monotonic()
    completion = ask("evaluation", MESSAGES, Grade, deadline=deadline)
    assert time.monotonic() - began < deadline
    assert (completion.value.score, completion.provider) == (55, _next_to(vendor))
    assert len(vendors.asked(vendor)) <= most_calls
    assert set(ProviderCall.objects.filter(provider=vendor).values_list("outcome", flat=True)) == {outcome}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("vendor", VENDORS)
def test_alone_a_faulty_vendor_ends_in_a_provider_error_in_time(vendors, settings, vendor, fault):
    said, most_calls, outcome = FAULTS[fault]
    _chain(settings, vendor)
    vendors.say(vendor, said)
    deadline = 0.6 if said.hang or said.drip else DEADLINE
    began = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        complete("evaluation", MESSAGES, Grade, deadline=deadline)
    assert time.monotonic() - began < deadline + 0.1
    assert vendor in str(caught.value)
    assert ProviderCall.objects.first().outcome == outcome
    assert len(vendors.asked(vendor)) <= most_calls


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_answer_that_is_put_right_when_told_is_taken(vendors, settings, vendor):
    _chain(settings, vendor)
    vendors.say(vendor, Says(text='{"score": 700, "feedback": "x"}'), GOOD)
    assert complete("evaluation", MESSAGES, Grade, deadline=DEADLINE).score == 70
    first, second = vendors.asked(vendor)
    assert "score" in str(second.body) and "less than or equal to 100" in str(second.body)
    assert len(str(second.body)) > len(str(first.body))


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_model_without_schemas_is_asked_plainly_and_remembered(vendors, settings, vendor):
    _chain(settings, vendor)

    def choosy(call):
        wants_schema = "response_format" in call.body or "responseSchema" in call.body.get("generationConfig", {})
        return Says(status=400) if wants_schema else GOOD

    vendors.say(vendor, choosy)
    for _ in range(2):
        assert complete("evaluation", MESSAGES, Grade, deadline=DEADLINE).score == 70
    assert len(vendors.asked(vendor)) == 3


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_schema_goes_by_the_vendors_own_means_and_in_the_prompt(vendors, settings, vendor):
    _chain(settings, vendor)
    complete("evaluation", MESSAGES, Grade, deadline=DEADLINE)
    body = vendors.asked(vendor)[0].body
    if vendor == GEMINI:
        config = body["generationConfig"]
        assert config["responseMimeType"] == "application/json"
        assert set(config["responseSchema"]["properties"]) == {"score", "feedback"}
        assert "JSON schema" in str(body["systemInstruction"])
        assert body["contents"][0]["role"] == "user"
    else:
        assert body["response_format"]["json_schema"]["strict"] is True
        assert body["response_format"]["json_schema"]["schema"]["required"] == ["score", "feedback"]
        assert "JSON schema" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"score": 70, "feedback": "Clear."}\n```',
        'Here it is: {"score": 70, "feedback": "Clear."} Anything else?',
        '<think>{"score": 1}</think>{"score": 70, "feedback": "Clear.", "more": [1]}',
        '{"score": "70", "feedback": "Cl\\u0000ear\\ud800."}',
    ],
)
def test_an_object_is_found_among_other_words(vendors, settings, text):
    _chain(settings, GROQ)
    vendors.say(GROQ, Says(text=text))
    assert complete("evaluation", MESSAGES, Grade, deadline=DEADLINE) == Grade(score=70, feedback="Clear.")


def test_an_error_that_openrouter_hides_in_a_good_answer_is_found(vendors, settings):
    _chain(settings, OPENROUTER)
    vendors.say(OPENROUTER, Says(raw=error_body(OPENROUTER, 200, code=429)))
    with pytest.raises(ProviderError) as caught:
        complete("evaluation", MESSAGES, Grade)
    assert caught.value.category == Category.RATE_LIMIT


def test_geminis_bad_key_and_its_own_way_of_saying_when_to_return_are_understood(vendors, settings):
    _chain(settings, GEMINI)
    settings.GEMINI_API_KEYS = ["a", "b"]
    bad_key = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]
    wait = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37s"}]
    vendors.say(
        GEMINI,
        Says(status=400, raw=error_body(GEMINI, 400, details=bad_key)),
        Says(status=429, raw=error_body(GEMINI, 429, details=wait)),
    )
    with pytest.raises(ProviderError) as caught:
        complete("evaluation", MESSAGES, Grade)
    assert [call.outcome for call in ProviderCall.objects.order_by("at")] == [
        Category.AUTH,
        Category.RATE_LIMIT,
    ]
    assert caught.value.retry_after == 37


def test_groqs_own_schema_failure_is_repaired(vendors, settings):
    _chain(settings, GROQ)
    failed = error_body(GROQ, 400, code="json_validate_failed", failed_generation='{"score": ')
    vendors.say(GROQ, Says(status=400, raw=failed), GOOD)
    assert complete("evaluation", MESSAGES, Grade, deadline=DEADLINE).score == 70
    assert vendors.asked(GROQ)[1].body["messages"][-2] == {"role": "assistant", "content": '{"score": '}


def test_neither_errors_nor_rows_nor_logs_quote_the_prompt_or_the_key(vendors, settings, caplog):
    caplog.set_level("DEBUG", logger="interviewer")
    secret = [Message("user", "My name is Zebulon Quist.")]
    for said in (Says(status=500), Says(text="Zebulon Quist gets 70"), Says(status=401)):
        for name in (GROQ, OPENROUTER, GEMINI):
            vendors.say(name, said)
        with pytest.raises(ProviderError) as caught:
            complete("evaluation", secret, Grade, deadline=DEADLINE)
        assert "Zebulon" not in str(caught.value)
    rows = str(list(ProviderCall.objects.values()))
    for hidden in ("Zebulon", "groq-key-1", "gemini-key-1", "router-key-1"):
        assert hidden not in rows
        assert hidden not in "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("interviewer"))


def test_without_any_vendor_it_says_so_at_once(vendors, settings):
    settings.LLM_PROVIDERS = ["groq", "nonesuch"]
    settings.GROQ_API_KEYS = []
    with pytest.raises(ProviderError) as caught:
        complete("evaluation", MESSAGES, Grade)
    assert caught.value.category == Category.NOT_CONFIGURED and caught.value.permanent
    assert not vendors.calls


def test_a_local_server_needs_no_key(vendors, settings):
    _chain(settings, OPENAI)
    assert complete("evaluation", MESSAGES, Grade).score == 70
    assert vendors.asked(OPENAI)[0].key == ""


@pytest.mark.django_db(transaction=True)
async def test_from_a_coroutine_it_is_the_same(vendors, settings):
    vendors.say(GROQ, Says(status=500))
    vendors.say(OPENROUTER, OTHER)
    assert (await acomplete("evaluation", MESSAGES, Grade, deadline=DEADLINE)).score == 55
    assert (await aask("evaluation", MESSAGES, Grade, deadline=DEADLINE)).provider == OPENROUTER
