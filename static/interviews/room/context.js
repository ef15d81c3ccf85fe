// @ts-check
/** What the parts of the page share: the question on it, and the things that do the work. */

export const state = {
  /** @type {any} the question on the page */
  question: null,
  /** @type {any} what was submitted and not yet acknowledged */
  pending: null,
  /** Everything the server has said has a place in the order of the session; what comes late is passed over. */
  seq: 0,
  heard: false,
  /** @type {"" | "replay" | "moment"} why the clock stands still */
  paused: "",
  /** The candidate has ended the interview, and the server hasn't said so yet. */
  ending: false,
  answerTakes: 1,
  /** @type {any[]} what the server holds of the open answer's sound */
  storedAudio: [],
};

/** Filled by `main.js` as the page starts. @type {any} */
export const parts = {};
