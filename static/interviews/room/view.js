// @ts-check
/** What is shown, and nothing of why. */

import { parts } from "./context.js";
import { $, list } from "./dom.js";
import { Recorder } from "./recorder.js";
import { captionWords } from "./speech.js";

const room = $("room");
/** As people write them. @type {Record<string, string>} */
const LANGUAGES = { python: "Python", javascript: "JavaScript", typescript: "TypeScript", java: "Java", "c++": "C++", cpp: "C++", c: "C", go: "Go", sql: "SQL" };

/** @param {string} name @param {string} text */
export function connection(name, text) {
  room.dataset.state = name;
  $("connection").textContent = text;
  $("connection").hidden = !text;
}

let watchedTimer = 0;

/** Who watches is often only loading their page anew: that they have gone is said after a moment. @param {boolean} on */
export function watched(on) {
  clearTimeout(watchedTimer);
  const element = $("watched");
  if (!on) {
    watchedTimer = setTimeout(() => (element.textContent = ""), 4000);
  } else if (element.textContent !== element.dataset.text) {
    element.textContent = element.dataset.text ?? "";
  }
}

/** What the interviewer does: `idle`, `speaking`, `listening`, `thinking`. @param {string} mode @param {string} text */
export function stage(mode, text) {
  room.dataset.stage = mode;
  if ($("stage-state").textContent !== text) $("stage-state").textContent = text;
}

/** @param {any} message @param {boolean} typing the candidate types this interview */
export function showQuestion(message, typing) {
  const followUp = message.question_type === "follow_up";
  const isCode = message.answer_type === "code";
  $("progress").textContent = `Question ${message.position} of ${message.total}${followUp ? ", follow-up" : ""}`;
  $("label").textContent = [message.phase_name, followUp ? "Follow-up" : ""].filter(Boolean).join(" · ");
  // What the interviewer says first, when the candidate asked something back.
  captionWords($("lead-in"), message.lead_in ?? "");
  $("lead-in").hidden = !message.lead_in;
  captionWords($("question"), message.text);
  $("code-field").hidden = !isCode;
  $("code-language").textContent = message.language ? `in ${LANGUAGES[message.language.toLowerCase()] ?? message.language}` : "";
  $("code").value = message.draft.code || (isCode ? message.starter_code : "");
  list($("code-tests-list"), message.tests);
  $("code-tests").hidden = message.tests.length === 0;
  list($("hint-list"), message.hints);
  $("hints").hidden = message.hints.length + message.hints_available === 0;
  hintsLeft(message.hints_available);
  $("text").value = message.draft.text || "";
  $("text-label").textContent = isCode ? "Explain it in a few words" : "Or type your answer";
  const mayType = isCode || room.dataset.textAllowed === "1" || !Recorder.supported;
  $("text-field").hidden = !mayType;
  $("record-field").hidden = !Recorder.supported || (typing && mayType);
  $("speak-instead").hidden = !($("record-field").hidden && Recorder.supported);
  $("record-state").textContent = $("safety").textContent = $("saved").textContent = "";
  $("replay").hidden = true;
  enable(true);
  $("answer").hidden = $("tools").hidden = false;
  $("review").hidden = $("thinking").hidden = true;
  $("question").focus();
}

/** @param {boolean} on */
export function enable(on) {
  for (const id of ["text", "code", "record", "submit", "skip", "hint", "replay", "moment", "more-time", "more-time-now", "again", "earlier"]) {
    $(id).disabled = !on;
  }
  parts.editor?.enable(on);
}

/** @param {number} left */
export function hintsLeft(left) {
  $("hint").hidden = left === 0;
  $("hint").textContent = `Show a hint (${left} left)`;
  $("hint-cost").hidden = left === 0;
}

/** @param {number} left */
export function extensionsLeft(left) {
  $("more-time").hidden = $("more-time-now").hidden = left === 0;
  $("more-time").textContent = `One more minute (${left} left)`;
}

/** @param {import("./recorder.js").Recorder} recorder @param {number} limit */
export function recordButtons(recorder, limit) {
  const on = recorder.isRecording;
  $("record").textContent = on ? "Stop recording" : recorder.hasSound ? "Go on recording" : "Record your answer";
  $("record").setAttribute("aria-pressed", String(on));
  $("level").hidden = !on;
  const left = limit - recorder.takesUsed;
  $("again").hidden = on || !recorder.hasSound || left <= 0;
  $("again").textContent = `Record it anew (${left} more time${left === 1 ? "" : "s"})`;
  $("earlier").hidden = on || !recorder.earlier;
}

/** The server works on the answer: calm, and nothing to press. */
export function showThinking() {
  for (const id of ["answer", "tools", "code-tests", "hints", "time-warning", "review", "moment-note"]) $(id).hidden = true;
  $("thinking").hidden = false;
  stage("thinking", "");
}

/**
 * The questions left open, before the end.
 * @param {{question_id: string, label: string, text: string, seconds: number}[]} unanswered @param {(id: string) => void} reopen
 */
export function showReview(unanswered, reopen) {
  for (const id of ["answer", "tools", "thinking", "code-tests", "hints", "time-warning", "lead-in", "understood"]) $(id).hidden = true;
  $("label").textContent = "Before the end";
  $("progress").textContent = "All questions asked";
  captionWords($("question"), unanswered.length ? "You left something open" : "That was all");
  $("review-list").replaceChildren(
    ...unanswered.map((question) => {
      const entry = document.createElement("li");
      const text = document.createElement("p");
      text.textContent = `${question.label}: ${question.text}`;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = "Answer it now";
      button.setAttribute("aria-label", `Answer it now: ${question.text}`);
      button.addEventListener("click", () => reopen(question.question_id));
      entry.append(text, button);
      return entry;
    }),
  );
  $("review").hidden = false;
  stage("idle", "");
  $("question").focus();
}
