// @ts-check
/** The candidate's answer: typed, programmed or recorded; kept as it comes into being, and sent in once. */

import { parts, state } from "./context.js";
import { $, announce, pause } from "./dom.js";
import { LiveTranscript } from "./listen.js";
import { microphoneProblem, silenceReason } from "./level.js";
import { connection, enable, recordButtons, showThinking, stage } from "./view.js";

const DRAFT_AFTER = 1000;
const SAVED_WITHIN = 3000;
const OFFLINE = "Offline: kept on this page, and saved as soon as the connection is back.";
const SEND_PATIENCE = 20_000;
const GUARD = 300; // half-duplex: so long after the interviewer's voice before the microphone opens

let revision = 0;
let draftStored = 0;
let draftTimer = 0;
let unsavedSince = 0;
let submitting = false;
const transcript = new LiveTranscript($("live-text"));

/** Begin with the answer to the question on the page, as far as it was given before. */
export async function beginAnswer() {
  const { question } = state;
  revision = draftStored = question.draft_revision;
  $("replay").hidden = !parts.speaker.speech;
  transcript.reset();
  $("live-text").hidden = true;
  const stored = state.storedAudio;
  state.storedAudio = [];
  await parts.recorder.reset(question.question_id, stored);
  parts.uploader.resend();
  if (state.question !== question) return;
  if (parts.recorder.hasSound) $("record-state").textContent = "What you recorded before is kept.";
  recordButtons(parts.recorder, state.answerTakes);
  if (question.answer_type !== "code") return;
  const { openEditor } = await import("./editor.js"); // only code questions need it
  parts.editor ??= await openEditor($("code"), $("code-editor"));
  if (state.question === question) parts.editor?.show(question.language);
}

// --- Typing -------------------------------------------------------------------------------------------

for (const id of ["text", "code"]) {
  $(id).addEventListener("input", () => {
    parts.began();
    if (revision === draftStored) unsavedSince = Date.now();
    revision += 1;
    $("saved").textContent = "Saving…";
    if (!draftTimer) draftTimer = setTimeout(saveDraft, DRAFT_AFTER);
  });
}

export function saveDraft() {
  clearTimeout(draftTimer);
  draftTimer = 0;
  const { question, pending } = state;
  if (!question || pending) return;
  const code = question.answer_type === "code" ? $("code").value : "";
  const sent = parts.line.send({ type: "draft", question_id: question.question_id, revision, text: $("text").value, code });
  if (!sent) $("saved").textContent = OFFLINE;
}

/** A connection may be gone long before it is seen to be: what takes longer than it should is told. */
export function showDraft() {
  const late = revision > draftStored && Date.now() - unsavedSince > SAVED_WITHIN && !state.pending;
  if (state.question && late && $("saved").textContent !== OFFLINE) $("saved").textContent = OFFLINE;
}

/** What was typed while the connection was away. */
export function catchUpDraft() {
  if (state.question && revision > draftStored) saveDraft();
}

/** @param {number} stored */
export function draftSaved(stored) {
  draftStored = stored;
  unsavedSince = Date.now();
  if (draftStored >= revision) $("saved").textContent = "Saved.";
}

// --- Recording ----------------------------------------------------------------------------------------

$("record").addEventListener("click", async () => {
  const { recorder } = parts;
  if (recorder.isRecording) {
    await stopRecording();
    $("record-state").textContent = "Recorded. You can go on recording, or submit your answer.";
    return;
  }
  $("record").disabled = true;
  parts.quiet();
  await pause(GUARD);
  try {
    await recorder.start();
  } catch (error) {
    $("record-state").textContent = microphoneProblem(error);
    $("text-field").hidden = false;
    $("text").focus();
    return;
  } finally {
    $("record").disabled = false;
  }
  parts.began();
  if ($("live-wanted").checked) {
    $("live-text").hidden = false;
    transcript.start();
  }
  recordButtons(recorder, state.answerTakes);
  $("record-state").textContent = "Recording. Take your time.";
  stage("listening", "Listening");
});

export async function stopRecording() {
  transcript.stop();
  await parts.recorder.stop();
  recordButtons(parts.recorder, state.answerTakes);
  $("finished").hidden = true;
  if (state.question) stage("idle", "");
}

$("again").addEventListener("click", () => {
  parts.recorder.again();
  recordButtons(parts.recorder, state.answerTakes);
  $("record-state").textContent = "Ready for a new recording. The earlier one is kept until you send this one in.";
  $("record").focus();
});

$("earlier").addEventListener("click", () => {
  parts.recorder.useEarlier();
  recordButtons(parts.recorder, state.answerTakes);
  $("record-state").textContent = "Your earlier recording counts.";
  $("record").focus();
});

$("speak-instead").addEventListener("click", () => {
  const { check } = $("room").dataset;
  if (check) return location.assign(check); // whoever speaks has heard themselves first; this question waits meanwhile
  $("speak-instead").hidden = true;
  $("record-field").hidden = false;
  $("record").focus();
});

/** Silence never ends an answer; it is only asked about. @param {boolean} quiet */
export function quiet(quiet) {
  $("finished").hidden = !quiet;
}

export function silentMicrophone() {
  $("record-state").textContent = silenceReason(parts.recorder.stream);
  $("text-field").hidden = false;
}

let safetyWas = "";
/** "Saved 2 s ago" or "recording safely", once a second while there is sound that is not yet sent in. */
export function showSafety() {
  const { recorder, line } = parts;
  if (!state.question || !(recorder.isRecording || recorder.waiting.size)) return;
  const now = Date.now();
  const oldest = Math.min(now, ...[...recorder.waiting.values()].map((chunk) => chunk.at));
  const behind = now - oldest > 2000 || !line.isOpen;
  const name = behind ? "offline" : "saved";
  const ago = Math.round((now - recorder.storedAt) / 1000);
  if (behind) $("safety").textContent = "Offline: your recording is safe on this device and is sent when the connection is back.";
  else $("safety").textContent = recorder.storedAt ? `Saved ${ago} s ago.` : "";
  if (safetyWas && name !== safetyWas) announce(behind ? $("safety").textContent : "Your recording is saved.");
  safetyWas = name;
}

// --- Submitting ---------------------------------------------------------------------------------------

$("answer").addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  if (hasAnswer()) return submit();
  $("saved").textContent = "There is nothing to submit yet. Record or type an answer, or skip the question.";
  const isCode = state.question.answer_type === "code";
  $(isCode ? "code" : $("text-field").hidden ? "record" : "text").focus();
});

function hasAnswer() {
  const { question } = state;
  const untouched = question.answer_type !== "code" || $("code").value.trim() === question.starter_code.trim();
  return Boolean($("text").value.trim()) || !untouched || parts.recorder.hasSound || parts.recorder.isRecording;
}

/** The time is up: what there is goes in. The server takes it by itself where there is nothing to send. */
export async function timeIsUp() {
  if (!state.question || state.pending) return;
  announce("Your time for this question is over. What you have answered is being sent.");
  if (hasAnswer()) await submit();
}

async function submit() {
  if (submitting || state.pending || !state.question) return;
  submitting = true;
  const mine = state.question;
  const { recorder } = parts;
  enable(false);
  clearTimeout(draftTimer);
  draftTimer = 0;
  parts.observer.flush();
  if (recorder.isRecording) await stopRecording();
  if (recorder.waiting.size) {
    $("record-state").textContent = "Sending the last of your recording…";
    await recorder.settled(SEND_PATIENCE);
  }
  submitting = false;
  if (state.question !== mine) return; // its time ran out meanwhile, and the server took what it had
  state.pending = {
    type: "answer",
    question_id: mine.question_id,
    text: $("text").value,
    code: mine.answer_type === "code" ? $("code").value : "",
    live_transcript: transcript.text,
    last_seq: recorder.lastSeq,
    mime_type: recorder.mimeType.slice(0, 60),
    ...(recorder.hasSound ? { take: recorder.take, interrupted: recorder.interrupted } : {}),
  };
  parts.clock.pause();
  if (!parts.line.send(state.pending)) {
    connection("lost", "Offline: your answer is kept here and sent as soon as the connection is back.");
  }
}

/** The server lacks some of the sound. @param {any} message */
export function soundIsMissing(message) {
  const { pending } = state;
  parts.uploader.resend();
  const here = new Set([...parts.recorder.waiting.values()].map(({ header }) => `${header.segment}/${header.seq}`));
  const lost = !message.missing?.some((/** @type {any} */ m) => here.has(`${m.segment}/${m.seq}`));
  const send = () => pending === state.pending && parts.line.send(lost ? { ...pending, accept_missing: true } : pending);
  setTimeout(send, lost ? 0 : 1500);
}

/** @param {string} text what is said about it */
export function refused(text) {
  $("saved").textContent = text;
  unsavedSince = Infinity; // what was to be submitted is no draft under way
  if (!state.pending) return;
  state.pending = null;
  enable(true);
}

/** The answer is in: nothing of it is needed here any more. */
export async function answered() {
  if (parts.recorder.isRecording) await stopRecording();
  localStorage.removeItem(`recording/${parts.recorder.questionId}`);
  state.pending = null;
  state.question = null;
  state.paused = "";
  state.storedAudio = [];
  parts.speaker.clear();
  parts.clock.hide();
  showThinking();
}

export async function skip() {
  if (parts.recorder.isRecording) await stopRecording();
  state.pending = { type: "skip", question_id: state.question.question_id };
  enable(false);
  parts.line.send(state.pending);
}

export async function endInterview() {
  state.ending = true;
  if (parts.recorder.isRecording) await stopRecording();
  await parts.recorder.settled(SEND_PATIENCE);
  catchUpDraft();
  if (!parts.line.send({ type: "end_interview" })) {
    connection("lost", "Offline: the interview is ended as soon as the connection is back. What you answered is kept here.");
  }
}
