// @ts-check
/** The interview page: the question is shown and spoken, the clock runs, the answer goes in, and the next one comes. */

import * as answer from "./answer.js";
import { Avatar } from "./avatar.js";
import { Clock } from "./clock.js";
import { parts, state } from "./context.js";
import { $, announce, pause } from "./dom.js";
import { Line } from "./line.js";
import { LiveTranscript } from "./listen.js";
import { Observer } from "./observe.js";
import { Recorder } from "./recorder.js";
import { readingTime, Speaker } from "./speech.js";
import { ChunkStore } from "./store.js";
import { catchUpCorrections, corrected, questionBegins, reviewed, transcript } from "./transcript.js";
import { Uploader } from "./uploader.js";
import * as view from "./view.js";

const room = $("room");
const ASK_AGAIN_AFTER = 5000;
const VOICE_PATIENCE = 9000; // the text is there at once; so long it waits for its voice before its clock starts
const GUARD = 300;
const typing = new URLSearchParams(location.search).get("mode") === "text";

let thinkingTimer = 0;
let heardTimer = 0;
let over = false;

const avatar = new Avatar($("stage").querySelector("svg"), $("voice"));
parts.speaker = new Speaker($("voice"), avatar, [$("lead-in"), $("question")]);
parts.clock = new Clock($("clock"), $("clock-value"), { mark: timeWarning, end: answer.timeIsUp });
parts.recorder = new Recorder(new ChunkStore(room.dataset.session), {
  chunk: (chunk) => parts.uploader.send(chunk),
  stored: () => {},
  level: (value) => {
    $("level").value = value;
    avatar.hear(value);
  },
  quiet: answer.quiet,
  silent: answer.silentMicrophone,
});
parts.observer = new Observer(
  (events) => Boolean(state.question) && parts.line.send({ type: "observed", question_id: state.question.question_id, events }),
  { text: $("text"), code: $("code-field") },
);
/** The candidate has begun to answer: the question counts as heard. */
parts.began = () => {
  if (parts.speaker.isSpeaking && !state.paused) parts.speaker.stop();
  questionHeard();
};
/** Nobody talks over anybody, and a pause is over when recording begins. */
parts.quiet = () => {
  parts.speaker.stop();
  if (state.paused === "moment") goOn();
};

const scheme = location.protocol === "https:" ? "wss" : "ws";
const addresses = {
  socket: `${scheme}://${location.host}/ws/interview/${room.dataset.session}?features=review&audio=url`,
  messages: room.dataset.messages,
  events: room.dataset.events,
  token: room.dataset.csrf,
};
parts.line = new Line(addresses, {
  message: receive,
  lost: () => {
    parts.clock.pause();
    const gone = "The connection is gone. We keep trying; your answer stays here, and the clock stands still.";
    view.connection("lost", state.seq ? gone : "Connecting takes longer than usual. We keep trying.");
  },
  ended: (code) => {
    parts.clock.hide();
    parts.speaker.stop();
    if (parts.recorder.isRecording) answer.stopRecording();
    const elsewhere = "The interview goes on in another window or on another device. You can close this one.";
    view.connection("ended", code === 4409 ? elsewhere : "This page can't go on with the interview. Please open your link again.");
    $("answer").hidden = $("tools").hidden = true;
    over = true;
  },
});
parts.uploader = new Uploader(parts.recorder, parts.line, room.dataset.audio, room.dataset.csrf);
setInterval(answer.showSafety, 1000);
setInterval(answer.showDraft, 1000);
$("live").hidden = !LiveTranscript.supported;

/** @param {any} message */
function receive(message) {
  /** @type {Record<string, (message: any) => void>} */
  const handlers = {
    connected, resume, question: ask, audio, ack, transcript, hint, evaluation, review, presence, time_added: timeAdded,
    completed, error: problem,
  };
  if (message.seq !== undefined && message.type !== "ack") {
    // An acknowledgement's seq is a chunk's; everywhere else it is the session's.
    if (message.seq < state.seq) return; // an announcement that something newer has overtaken
    state.seq = message.seq;
  }
  handlers[message.type]?.(message);
}

/** @param {any} message */
function connected(message) {
  state.answerTakes = message.limits.answer_takes;
  const slow = "Your network lets only a slower connection through. The interview goes on over it, and nothing is lost.";
  view.connection(parts.line.isSlow ? "slow" : "connected", parts.line.isSlow ? slow : "");
  view.watched(false); // a message follows where somebody watches
}

/** @param {any} message */
function resume(message) {
  state.storedAudio = message.audio;
  if (state.question) parts.uploader.resend();
  if (state.pending) parts.line.send(state.pending);
  else if (message.thinking) think();
  answer.catchUpDraft();
  catchUpCorrections();
  if (state.ending) parts.line.send({ type: "end_interview" });
}

// --- The question -------------------------------------------------------------------------------------

/** @param {any} message */
function ask(message) {
  if (state.pending?.question_id === message.question_id) return; // our answer to it is on its way
  clearTimeout(thinkingTimer);
  const isNew = state.question?.question_id !== message.question_id;
  state.question = message;
  view.extensionsLeft(message.extensions_left);
  if (isNew) begin(message);
  if (message.clock === "running") {
    state.heard = true;
    clearTimeout(heardTimer);
    if (state.paused) parts.line.send({ type: "pause", question_id: message.question_id });
    else parts.clock.run(message.remaining);
  } else if (isNew) {
    parts.clock.show(message.remaining);
    heardAfter(message.speech ? Math.max(VOICE_PATIENCE, reading(message)) : reading(message));
  } else if (state.heard && !state.paused) {
    parts.line.send({ type: "question_heard", question_id: message.question_id });
  }
}

/** @param {any} message */
function begin(message) {
  state.heard = false;
  state.paused = "";
  parts.speaker.clear();
  parts.observer.begin();
  questionBegins();
  for (const id of ["time-warning", "moment-note", "finished"]) $(id).hidden = true;
  view.showQuestion(message, typing);
  view.stage("idle", "");
  answer.beginAnswer();
}

/** @param {any} message */
const reading = (message) => readingTime(`${message.lead_in} ${message.text}`);

/** @param {number} milliseconds */
function heardAfter(milliseconds) {
  clearTimeout(heardTimer);
  heardTimer = setTimeout(questionHeard, milliseconds);
}

function questionHeard() {
  if (state.heard || !state.question) return;
  state.heard = true;
  clearTimeout(heardTimer);
  parts.line.send({ type: "question_heard", question_id: state.question.question_id });
}

/** @param {any} message */
async function audio(message) {
  const { question } = state;
  if (message.question_id !== question?.question_id) return;
  if (!message.url) {
    if (!state.heard) heardAfter(reading(question)); // the text is all there is: time to read it, then the clock
    return;
  }
  parts.speaker.load(message);
  $("replay").hidden = false;
  if (state.heard || parts.recorder.isRecording || parts.speaker.isSpeaking) return;
  clearTimeout(heardTimer);
  view.stage("speaking", "Speaking");
  const how = await parts.speaker.play();
  if (state.question !== question && state.question?.question_id !== message.question_id) return;
  view.stage(parts.recorder.isRecording ? "listening" : "idle", "");
  if (how === "ended") {
    await pause(GUARD);
    questionHeard();
  } else if (how !== "stopped" && !state.heard) {
    // The browser wants a click before it plays, or the sound won't come: the text is there to be read.
    view.stage("idle", how === "blocked" ? "Press “Play the question” to hear it." : "");
    heardAfter(reading(question));
  }
}

// --- Hearing it again, a moment, more time ------------------------------------------------------------

$("replay").addEventListener("click", async () => {
  if (parts.speaker.isSpeaking) return parts.speaker.stop();
  const { question } = state;
  if (!hold("replay")) return;
  view.stage("speaking", "Speaking");
  $("replay").textContent = "Stop";
  await parts.speaker.replay();
  $("replay").textContent = "Play the question";
  await pause(GUARD);
  if (state.question?.question_id === question.question_id) goOn();
});

$("moment").addEventListener("click", () => {
  if (!hold("moment")) return;
  $("moment-note").hidden = false;
  $("moment").hidden = true;
  $("go-on").focus();
});

$("go-on").addEventListener("click", () => {
  goOn();
  $("question").focus();
});

/** The clock and the recording stand still. @param {"replay" | "moment"} why */
function hold(why) {
  if (!state.question || state.pending || state.paused) return false;
  clearTimeout(heardTimer);
  state.paused = why;
  parts.recorder.hold();
  parts.clock.pause();
  if (state.heard) parts.line.send({ type: "pause", question_id: state.question.question_id });
  return true;
}

function goOn() {
  state.paused = "";
  $("moment-note").hidden = true;
  $("moment").hidden = false;
  parts.recorder.release();
  view.stage(parts.recorder.isRecording ? "listening" : "idle", "");
  if (!state.heard) questionHeard();
  else parts.line.send({ type: "go_on", question_id: state.question?.question_id });
}

function moreTime() {
  if (state.question && !state.pending) parts.line.send({ type: "more_time", question_id: state.question.question_id });
}

$("more-time").addEventListener("click", moreTime);
$("more-time-now").addEventListener("click", moreTime);
// One key is enough, wherever people are, the code editor included.
window.addEventListener("keydown", (event) => {
  if (event.key !== "F2" || $("time-warning").hidden || $("more-time").hidden) return;
  event.preventDefault();
  event.stopPropagation();
  moreTime();
}, true);

/** @param {number} left */
function timeWarning(left) {
  const more = !$("more-time").hidden;
  announce(`${left} seconds left.${left <= 30 && more ? " Press F2 for one more minute." : ""}`);
  if (left <= 30) $("time-warning").hidden = false;
  $("time-warning-text").textContent = `${left} seconds left. What you have answered is kept, whatever happens.`;
}

$("hint").addEventListener("click", () => parts.line.send({ type: "hint", question_id: state.question.question_id }));

/** @param {any} message */
function hint(message) {
  const entry = document.createElement("li");
  entry.textContent = message.text;
  $("hint-list").append(entry);
  view.hintsLeft(message.hints_available);
  announce(`Hint: ${message.text}`);
}

/** Somebody of the hiring team follows the interview, or nobody any more. @param {any} message */
function presence(message) {
  view.watched(message.watched);
}

/** The hiring team gave the question more time. @param {any} message */
function timeAdded(message) {
  if (message.question_id !== state.question?.question_id) return;
  $("time-warning").hidden = true;
  const minutes = Math.round(message.seconds / 60);
  announce(minutes === 1 ? "The hiring team has given you one more minute." : "The hiring team has given you more time.");
  if (parts.clock.running) parts.clock.run(message.remaining);
  else parts.clock.show(message.remaining);
}

/** @type {Map<string, HTMLElement>} */
const feedback = new Map();

/** Only where the interview shows it: it waits folded up, so that nobody's next answer is disturbed by it. @param {any} message */
function evaluation(message) {
  const entry = feedback.get(message.question_id) ?? document.createElement("li"); // after a reconnect it comes again
  feedback.set(message.question_id, entry);
  entry.textContent = message.feedback;
  $("feedback-list").append(entry);
  $("feedback").hidden = false;
}

$("face").addEventListener("click", () => {
  const hidden = room.classList.toggle("room--faceless");
  $("face").setAttribute("aria-pressed", String(hidden));
  localStorage.setItem("faceless", hidden ? "1" : "");
});
if (localStorage.getItem("faceless")) $("face").click();

// --- What the server has stored -----------------------------------------------------------------------

/** @param {any} message */
function ack(message) {
  if (message.kind === "audio_chunk") return parts.recorder.stored(message);
  if (message.kind === "draft") return answer.draftSaved(message.revision);
  if (message.kind === "correct") return corrected(message.question_id);
  const current = message.question_id === state.question?.question_id;
  if (message.kind === "answer" || message.kind === "skip") {
    if (current || message.question_id === state.pending?.question_id) think();
  } else if (current && message.kind === "pause") {
    parts.clock.show(message.remaining);
  } else if (current && message.kind === "more_time") {
    view.extensionsLeft(message.extensions_left);
    $("time-warning").hidden = true;
    announce("One more minute.");
    if (parts.clock.running) parts.clock.run(message.remaining);
    else parts.clock.show(message.remaining);
  } else if (current && message.remaining !== undefined && !state.paused) {
    parts.clock.run(message.remaining);
  }
}

async function think() {
  await answer.answered();
  askAgain();
}

/** An announcement can be missed while the network hiccups: ask where we are, now and then. */
function askAgain() {
  clearTimeout(thinkingTimer);
  thinkingTimer = setTimeout(() => {
    parts.line.send({ type: "get_current_question" });
    askAgain();
  }, ASK_AGAIN_AFTER);
}

/** @param {any} message */
function problem(message) {
  const { pending } = state;
  if (message.code === "audio_incomplete" && pending) {
    answer.soundIsMissing(message);
  } else if (message.code === "internal" && pending) {
    setTimeout(() => pending === state.pending && parts.line.send(pending), 1500);
  } else if (message.code === "storage_unavailable") {
    $("record-state").textContent = message.message;
    setTimeout(() => parts.uploader.resend(), 5000);
  } else if (message.code === "already_answered" || message.code === "unknown_question") {
    parts.line.send({ type: "get_current_question" });
  } else if (message.code !== "superseded") {
    announce(message.message);
    answer.refused(message.message);
  }
}

// --- Skipping, the review, the end --------------------------------------------------------------------

/** @param {string} name @param {() => void} confirm */
function dialog(name, confirm) {
  $(name).addEventListener("click", () => $(`${name}-dialog`).showModal());
  $(`${name}-cancel`).addEventListener("click", () => $(`${name}-dialog`).close());
  $(`${name}-confirm`).addEventListener("click", () => {
    $(`${name}-dialog`).close();
    confirm();
  });
}

dialog("skip", answer.skip);
dialog("end", answer.endInterview);

/** @param {any} message */
function review(message) {
  clearTimeout(thinkingTimer);
  state.question = state.pending = null;
  parts.clock.hide();
  reviewed(message.transcripts ?? []);
  view.showReview(message.unanswered, (id) => parts.line.send({ type: "reopen", question_id: id }));
}

$("finish").addEventListener("click", answer.endInterview);

async function completed() {
  clearTimeout(thinkingTimer);
  over = true;
  parts.line.finish();
  if (parts.recorder.isRecording) await answer.stopRecording();
  await parts.recorder.store.clear();
  location.assign(room.dataset.done);
}

window.addEventListener("beforeunload", (event) => {
  if (!over && (parts.recorder.isRecording || parts.recorder.waiting.size)) event.preventDefault();
});
