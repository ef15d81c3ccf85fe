// @ts-check
/** The interview page: shows what the server asks, keeps what the candidate answers, sends it, and waits. */

import { Clock } from "./clock.js";
import { microphoneProblem, Recorder } from "./recorder.js";
import { LiveSocket } from "./socket.js";

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);

const room = $("room");
const DRAFT_AFTER = 1000;
const ASK_AGAIN_AFTER = 5000;
const SEND_PATIENCE = 20_000;

/** @type {any} the question on the page */
let question = null;
/** @type {any} what was submitted and not yet acknowledged */
let pending = null;
let storedAudio = [];
let revision = 0;
let draftStored = 0;
let draftTimer = 0;
let thinkingTimer = 0;
let heard = false;
let heardTimer = 0;
let submitting = false;

const announce = (text) => ($("announcer").textContent = text);
const clock = new Clock($("clock"), $("clock-value"), announce);
const recorder = new Recorder(
  (chunk) => socket.sendChunk(chunk.header, chunk.body),
  (level) => ($("level").value = level),
);
const scheme = location.protocol === "https:" ? "wss" : "ws";
const socket = new LiveSocket(`${scheme}://${location.host}/ws/interview/${room.dataset.session}`, {
  message: receive,
  open: () => {},
  lost: () => {
    clock.pause();
    connection("lost", "The connection is gone. We keep trying; your answer stays here, and the clock stands still.");
  },
  ended: (code) => {
    clock.hide();
    const text =
      code === 4409
        ? "The interview goes on in another window or on another device. You can close this one."
        : "This page can't go on with the interview. Please open your link again.";
    connection("ended", text);
    $("answer").hidden = true;
  },
});

function connection(state, text) {
  room.dataset.state = state;
  $("connection").textContent = text;
  $("connection").hidden = !text;
}

function receive(message) {
  const handlers = { connected, resume, question: ask, ack, hint, completed, error: problem, evaluation: () => {}, superseded: () => {} };
  handlers[message.type]?.(message);
}

function connected() {
  connection("connected", "");
}

function resume(message) {
  storedAudio = message.audio;
  recorder.resend();
  if (pending) {
    socket.send(pending);
  } else if (message.thinking) {
    think();
  }
  if (question && revision > draftStored) saveDraft();
}

// --- The question -------------------------------------------------------------------------------------

function ask(message) {
  if (pending?.question_id === message.question_id) return; // our answer to it is on its way
  clearTimeout(thinkingTimer);
  $("thinking").hidden = true;
  const isNew = question?.question_id !== message.question_id;
  question = message;
  if (isNew) show(message);
  if (message.clock === "running") {
    heard = true;
    clock.run(message.remaining);
  } else if (isNew) {
    clock.show(message.remaining);
    heard = false;
    clearTimeout(heardTimer);
    heardTimer = setTimeout(questionHeard, readingTime(message.text));
  } else if (heard) {
    socket.send({ type: "question_heard", question_id: message.question_id });
  }
}

/** Nobody's time runs while they read: about 240 words a minute. */
function readingTime(text) {
  return Math.min(15_000, 1500 + text.split(/\s+/).length * 250);
}

function questionHeard() {
  if (heard || !question) return;
  heard = true;
  clearTimeout(heardTimer);
  socket.send({ type: "question_heard", question_id: question.question_id });
}

function show(message) {
  const followUp = message.question_type === "follow_up";
  $("progress").textContent = `Question ${message.position} of ${message.total}${followUp ? ", follow-up" : ""}`;
  $("label").textContent = [message.phase_name, followUp ? "Follow-up" : ""].filter(Boolean).join(" · ");
  $("question").textContent = [message.lead_in, message.text].filter(Boolean).join(" ");
  const isCode = message.answer_type === "code";
  $("code-field").hidden = !isCode;
  $("code-language").textContent = message.language ? `in ${message.language}` : "";
  $("code").value = message.draft.code || (isCode ? message.starter_code : "");
  list($("code-tests-list"), message.tests);
  $("code-tests").hidden = message.tests.length === 0;
  list($("hint-list"), message.hints);
  $("hints").hidden = message.hints.length + message.hints_available === 0;
  hintButton(message.hints_available);
  $("text").value = message.draft.text || "";
  $("text-label").textContent = isCode ? "Explain it in a few words" : "Or type your answer";
  $("text-field").hidden = !isCode && room.dataset.textAllowed === "0" && Recorder.supported;
  $("record-field").hidden = !Recorder.supported;
  $("record-state").textContent = storedAudio.length ? "What you recorded before is kept." : "";
  $("saved").textContent = "";
  recorder.reset(message.question_id, storedAudio);
  storedAudio = [];
  revision = draftStored = message.draft_revision;
  enable(true);
  $("answer").hidden = false;
  $("question").focus();
}

function list(element, items) {
  element.replaceChildren(
    ...items.map((item) => {
      const entry = document.createElement("li");
      entry.textContent = item;
      return entry;
    }),
  );
}

function enable(on) {
  for (const id of ["text", "code", "record", "submit", "skip", "hint"]) $(id).disabled = !on;
}

// --- While answering ----------------------------------------------------------------------------------

for (const id of ["text", "code"]) {
  $(id).addEventListener("input", () => {
    questionHeard();
    revision += 1;
    $("saved").textContent = "Saving…";
    clearTimeout(draftTimer);
    draftTimer = setTimeout(saveDraft, DRAFT_AFTER);
  });
}

function saveDraft() {
  clearTimeout(draftTimer);
  if (!question || pending) return;
  const code = question.answer_type === "code" ? $("code").value : "";
  const sent = socket.send({ type: "draft", question_id: question.question_id, revision, text: $("text").value, code });
  if (!sent) $("saved").textContent = "Offline: kept on this page, and saved as soon as the connection is back.";
}

$("code").addEventListener("keydown", (event) => {
  // Tab indents, and Escape then Tab leaves: the keyboard is never trapped.
  if (event.key === "Escape") {
    $("code").dataset.leave = "1";
  } else if (event.key === "Tab" && !event.shiftKey && !$("code").dataset.leave) {
    event.preventDefault();
    $("code").setRangeText("    ", $("code").selectionStart, $("code").selectionEnd, "end");
    $("code").dispatchEvent(new Event("input"));
  } else if (event.key !== "Tab") {
    delete $("code").dataset.leave;
  }
});
$("code").addEventListener("blur", () => delete $("code").dataset.leave);

$("hint").addEventListener("click", () => socket.send({ type: "hint", question_id: question.question_id }));

function hint(message) {
  const entry = document.createElement("li");
  entry.textContent = message.text;
  $("hint-list").append(entry);
  hintButton(message.hints_available);
  announce(`Hint: ${message.text}`);
}

function hintButton(left) {
  $("hint").hidden = left === 0;
  $("hint").textContent = `Show a hint (${left} left; the report says how many you used)`;
}

$("record").addEventListener("click", async () => {
  questionHeard();
  if (recorder.isRecording) {
    await stopRecording();
    $("record-state").textContent = "Recorded. You can go on recording, or submit your answer.";
    return;
  }
  try {
    await recorder.start();
  } catch (error) {
    $("record-state").textContent = microphoneProblem(error);
    $("text-field").hidden = false;
    $("text").focus();
    return;
  }
  $("record").textContent = "Stop recording";
  $("record").setAttribute("aria-pressed", "true");
  $("level").hidden = false;
  $("record-state").textContent = "Recording. Take your time.";
});

async function stopRecording() {
  await recorder.stop();
  $("record").textContent = "Go on recording";
  $("record").setAttribute("aria-pressed", "false");
  $("level").hidden = true;
}

// --- Submitting ---------------------------------------------------------------------------------------

$("answer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const isCode = question.answer_type === "code";
  const untouched = isCode && $("code").value.trim() === question.starter_code.trim();
  const nothing = !$("text").value.trim() && (!isCode || untouched) && Object.keys(recorder.lastSeq).length === 0;
  if (nothing && !recorder.isRecording) {
    $("saved").textContent = "There is nothing to submit yet. Record or type an answer, or skip the question.";
    $(isCode ? "code" : $("text-field").hidden ? "record" : "text").focus();
    return;
  }
  await submit();
});

async function submit() {
  if (submitting || pending || !question) return;
  submitting = true;
  const mine = question;
  enable(false);
  clearTimeout(draftTimer);
  if (recorder.isRecording) await stopRecording();
  if (recorder.waiting.size) {
    $("record-state").textContent = "Sending the last of your recording…";
    await recorder.settled(SEND_PATIENCE);
  }
  submitting = false;
  if (question !== mine) return; // its time ran out meanwhile, and the server took what it had
  pending = {
    type: "answer",
    question_id: mine.question_id,
    text: $("text").value,
    code: mine.answer_type === "code" ? $("code").value : "",
    last_seq: recorder.lastSeq,
    mime_type: recorder.mimeType.slice(0, 60),
  };
  clock.pause();
  if (!socket.send(pending)) connection("lost", "Offline: your answer is kept here and sent as soon as the connection is back.");
}

function ack(message) {
  if (message.kind === "audio_chunk") {
    recorder.stored(message);
  } else if (message.kind === "draft") {
    draftStored = message.revision;
    if (draftStored >= revision) $("saved").textContent = "Saved.";
  } else if (message.kind === "question_heard" && message.question_id === question?.question_id) {
    clock.run(message.remaining);
  } else if (message.kind === "answer" || message.kind === "skip") {
    if (message.question_id === question?.question_id || message.question_id === pending?.question_id) think();
  }
}

async function think() {
  if (recorder.isRecording) await stopRecording();
  pending = null;
  question = null;
  storedAudio = [];
  clock.hide();
  $("answer").hidden = true;
  $("code-tests").hidden = $("hints").hidden = true;
  $("thinking").hidden = false;
  askAgain();
}

/** An announcement can be missed while the network hiccups: ask where we are, now and then. */
function askAgain() {
  clearTimeout(thinkingTimer);
  thinkingTimer = setTimeout(() => {
    socket.send({ type: "get_current_question" });
    askAgain();
  }, ASK_AGAIN_AFTER);
}

function problem(message) {
  if (message.code === "audio_incomplete" && pending) {
    recorder.resend();
    const lost = recorder.waiting.size === 0;
    setTimeout(() => pending && socket.send(lost ? { ...pending, accept_missing: true } : pending), lost ? 0 : 1500);
  } else if (message.code === "internal" && pending) {
    setTimeout(() => pending && socket.send(pending), 1500);
  } else if (message.code === "already_answered" || message.code === "unknown_question") {
    socket.send({ type: "get_current_question" });
  } else if (message.code !== "superseded") {
    announce(message.message);
    if (pending) {
      $("saved").textContent = message.message;
      pending = null;
      enable(true);
    }
  }
}

// --- Skipping and ending ------------------------------------------------------------------------------

function dialog(name, confirm) {
  $(name).addEventListener("click", () => $(`${name}-dialog`).showModal());
  $(`${name}-cancel`).addEventListener("click", () => $(`${name}-dialog`).close());
  $(`${name}-confirm`).addEventListener("click", () => {
    $(`${name}-dialog`).close();
    confirm();
  });
}

dialog("skip", async () => {
  if (recorder.isRecording) await stopRecording();
  pending = { type: "skip", question_id: question.question_id };
  enable(false);
  socket.send(pending);
});

dialog("end", async () => {
  if (recorder.isRecording) await stopRecording();
  await recorder.settled(SEND_PATIENCE);
  if (question) saveDraft();
  socket.send({ type: "end_interview" });
});

function completed() {
  socket.finish();
  location.assign(room.dataset.done);
}

window.addEventListener("beforeunload", (event) => {
  if (recorder.isRecording || recorder.waiting.size) event.preventDefault();
});
