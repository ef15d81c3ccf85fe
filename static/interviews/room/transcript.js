// @ts-check
/** What was understood of spoken answers: while they are spoken, and afterwards for the candidate to put right. */

import { parts, state } from "./context.js";
import { $ } from "./dom.js";

const MUCH = 400; // characters: of more, the end is shown
const OWN_RECOGNISER = "live-wanted";

/** What the server hasn't yet said that it has stored. @type {Map<string, object>} */
const unstored = new Map();
let entries = 0;
/** A transcript came since the last question did. */
let isNew = false;

/** @param {any} message */
export function transcript(message) {
  if (!message.final) return partial(message);
  // After a reconnect it comes again: what is being typed into it stays.
  if (message.question_id === $("understood-box").firstElementChild?.dataset.question) return;
  isNew = true;
  $("understood-box").replaceChildren(entry(message));
  $("understood").hidden = false;
  $("understood").open = false;
}

/** Not final, and no live region: it is there for those who look. @param {any} message */
function partial(message) {
  if (message.question_id !== state.question?.question_id || state.pending || $(OWN_RECOGNISER).checked) return;
  const text = message.text;
  $("partial-text").textContent = text.length > MUCH ? `… ${text.slice(text.indexOf(" ", text.length - MUCH) + 1)}` : text;
  $("partial").hidden = false;
}

/** A new question: nothing has been said to it yet, and the answer before it may have been typed. */
export function questionBegins() {
  $("understood").hidden = !isNew;
  isNew = false;
  $("partial").hidden = true;
  $("partial-text").textContent = "";
}

/** @param {any[]} transcripts those of all spoken answers, before the end */
export function reviewed(transcripts) {
  $("review-understood").hidden = transcripts.length === 0;
  $("review-transcripts").replaceChildren(
    ...transcripts.map((message) => {
      const item = document.createElement("li");
      const question = document.createElement("p");
      question.className = "understood__question";
      question.textContent = message.question;
      item.append(question, entry(message));
      return item;
    }),
  );
}

/** The server has stored what was said of a transcript. @param {string} questionId */
export function corrected(questionId) {
  unstored.delete(questionId);
  for (const form of document.querySelectorAll(`form[data-question="${questionId}"]`)) {
    const { wrong, words } = /** @type {any} */ (form).dataset;
    const said = words ? "Noted, with your words." : "Noted.";
    const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
    status.textContent = wrong ? `${said} The hiring team sees it beside the transcript.` : "Taken back.";
  }
}

/** What was said of transcripts while the connection was away. */
export function catchUpCorrections() {
  for (const correction of unstored.values()) parts.line.send(correction);
}

/** A transcript with the way to put it right. @param {any} message */
function entry(message) {
  const form = /** @type {HTMLFormElement} */ ($("understood-form").content.firstElementChild.cloneNode(true));
  const find = (/** @type {string} */ name) => /** @type {any} */ (form.querySelector(`[data-part="${name}"]`));
  const id = `words-${message.question_id}-${entries++}`;
  form.dataset.question = message.question_id;
  find("text").textContent = message.text || "No words could be made out. The recording itself is stored.";
  if (!message.text) {
    find("wrong").textContent = "Write down what I said";
    find("help").hidden = true;
    find("right").textContent = "Take it back";
  }
  find("words").value = message.correction;
  find("words").id = id;
  find("label").htmlFor = id;
  const show = (/** @type {boolean} */ wrong) => {
    find("wrong").hidden = wrong;
    find("own").hidden = !wrong;
  };
  const say = (/** @type {boolean} */ wrong) => {
    const text = wrong ? find("words").value : "";
    const correction = { type: "correct", question_id: message.question_id, wrong, text };
    unstored.set(message.question_id, correction);
    const sent = parts.line.send(correction);
    form.dataset.wrong = wrong ? "1" : "";
    form.dataset.words = text.trim() ? "1" : "";
    find("status").textContent = sent ? "" : "Offline: sent as soon as the connection is back.";
    show(wrong);
  };
  find("wrong").addEventListener("click", () => {
    say(true);
    find("words").focus();
  });
  find("right").addEventListener("click", () => {
    say(false);
    find("wrong").focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(true);
  });
  show(message.flagged);
  return form;
}

