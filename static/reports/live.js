// @ts-check
/**
 * A session as it happens. The monitor's socket says that something has changed; what it is comes from the server as
 * the page's own parts, so that a message missed is nothing missed. Without a socket the page looks by itself.
 */

import { LiveSocket } from "../interviews/room/socket.js";

const LOOK_AFTER = 150; // milliseconds: several messages of one moment are one look
const LOOK_EVERY = 5000; // without a socket
const LOOK_ANYWAY = 30_000; // with one: "No sign of the candidate" is told by nobody

const page = /** @type {HTMLElement} */ (document.getElementById("live"));
const connection = /** @type {HTMLElement} */ (document.getElementById("live-connection"));
const words = /** @type {HTMLElement} */ (document.getElementById("live-words"));
const moreTime = /** @type {HTMLFormElement | null} */ (document.getElementById("more-time-form"));
const calm = connection.textContent ?? "";

/** What the server sent last of each part; the clock's own ticking doesn't count as a change. @type {Map<string, string>} */
const shown = new Map();
let looking = false;
let lookAgain = false;
let timer = 0;
let lookedAt = Date.now();
let endsAt = 0;
let over = false; // the interview: its last answers may still be graded
let done = false; // nothing more comes

for (const part of parts(document)) shown.set(part.dataset.part ?? "", part.innerHTML);
startClock();

/** @param {Document | Element} root @returns {HTMLElement[]} */
function parts(root) {
  return [...root.querySelectorAll("[data-part]")].map((part) => /** @type {HTMLElement} */ (part));
}

function lookSoon() {
  if (timer || done) return;
  timer = window.setTimeout(() => {
    timer = 0;
    look();
  }, LOOK_AFTER);
}

async function look() {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  try {
    const address = `${page.dataset.look}${socket.isOpen ? "" : "?again=1"}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.ok) show(await answer.text());
    else if (answer.status === 404 || answer.status === 403) gone();
  } catch {
    // Out of reach for a moment: the next look is not far.
  } finally {
    looking = false;
    lookedAt = Date.now();
    if (lookAgain) {
      lookAgain = false;
      lookSoon();
    }
  }
}

/** Put the parts that differ in place of what stands there. @param {string} html */
function show(html) {
  const sent = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of parts(sent)) {
    const name = fresh.dataset.part ?? "";
    const here = /** @type {HTMLElement | null} */ (page.querySelector(`[data-part="${name}"]`));
    if (!here || (name === "notice" && !fresh.textContent) || shown.get(name) === fresh.innerHTML) continue;
    if (name === "question" && here.dataset.question !== fresh.dataset.question) forgetWords();
    keepOpen(here, fresh);
    shown.set(name, fresh.innerHTML);
    const focused = document.activeElement?.closest("[id]")?.id;
    const inside = here.contains(document.activeElement);
    here.replaceChildren(...fresh.childNodes);
    if (name === "question") here.dataset.question = fresh.dataset.question;
    if (inside && focused) document.getElementById(focused)?.focus();
  }
  offerTime();
  startClock();
  if (sent.querySelector("[data-over]")) end();
}

/** Details that somebody has opened stay open. @param {Element} here @param {Element} fresh */
function keepOpen(here, fresh) {
  for (const details of here.querySelectorAll("[id] details[open]")) {
    const id = details.closest("[id]")?.id;
    fresh.querySelector(`#${CSS.escape(id ?? "")} details`)?.setAttribute("open", "");
  }
}

function offerTime() {
  if (!moreTime) return;
  const question = page.querySelector('[data-part="question"]')?.getAttribute("data-question") ?? "";
  /** @type {HTMLInputElement} */ (moreTime.elements.namedItem("question")).value = question;
  /** @type {HTMLButtonElement} */ (moreTime.querySelector("button")).disabled = !question;
}

// --- The clock, which is the server's and only goes on here -----------------------------------------------

function startClock() {
  const time = /** @type {HTMLElement | null} */ (page.querySelector("[data-remaining]"));
  endsAt = time?.dataset.ticking === "1" ? Date.now() + 1000 * Number(time.dataset.remaining) : 0;
}

setInterval(() => {
  const time = page.querySelector("[data-remaining]");
  if (endsAt && time) time.textContent = duration(Math.max(0, Math.round((endsAt - Date.now()) / 1000)));
  if (!done && Date.now() - lookedAt > (socket.isOpen ? LOOK_ANYWAY : LOOK_EVERY)) look();
}, 1000);

/** @param {number} seconds */
function duration(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes ? `${minutes} min${rest ? ` ${rest} s` : ""}` : `${rest} s`;
}

// --- The socket -------------------------------------------------------------------------------------------

const scheme = location.protocol === "https:" ? "wss" : "ws";
const socket = new LiveSocket(`${scheme}://${location.host}/ws/monitor/${page.dataset.session}`, {
  message: receive,
  open: () => {
    connection.classList.remove("live__connection--lost");
    if (connection.textContent !== calm) connection.textContent = calm;
  },
  lost: () => {
    connection.classList.add("live__connection--lost");
    connection.textContent = "The connection is gone. It is tried again; until then this page looks every few seconds.";
  },
  ended: gone,
});

/** @param {any} message */
function receive(message) {
  if (message.type === "pong") return;
  if (message.type === "transcript") return hear(message);
  lookSoon();
  if (message.type !== "interview_complete") return;
  done = true;
  socket.finish();
  connection.textContent = "The interview is over, and the report is written.";
}

/** Words as they are heard, not final. @param {{question_id: string, text: string, final?: boolean}} message */
function hear(message) {
  const question = page.querySelector('[data-part="question"]')?.getAttribute("data-question");
  if (message.final || message.question_id !== question) return lookSoon();
  words.textContent = message.text;
  words.hidden = !message.text;
}

function forgetWords() {
  words.textContent = "";
  words.hidden = true;
}

function gone() {
  done = true;
  socket.finish();
  connection.classList.add("live__connection--lost");
  connection.textContent = "This interview can't be watched any more. Please load the page again.";
}

function end() {
  if (over) return;
  over = true;
  forgetWords();
  if (!done) connection.textContent = "The interview is over. The report is being written.";
  document.getElementById("live-tools")?.remove();
  /** @type {HTMLDialogElement | null} */ (document.getElementById("end-dialog"))?.close();
}

// --- Stepping in ------------------------------------------------------------------------------------------

moreTime?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(moreTime);
  try {
    const answer = await fetch(moreTime.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    shown.delete("notice"); // the same words again are news again
    show(await answer.text());
  } catch {
    moreTime.submit();
  }
});

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("end-dialog"));
document.getElementById("end-link")?.addEventListener("click", (event) => {
  event.preventDefault();
  dialog?.showModal();
});
document.getElementById("end-cancel")?.addEventListener("click", () => dialog?.close());
