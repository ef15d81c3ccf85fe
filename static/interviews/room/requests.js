// @ts-check
/** The interview by single requests, where no socket gets through: one that waits for news, and one for each message. */

import { pause } from "./dom.js";

const WAIT = 25_000; // the server answers sooner
const PATIENCE = 12_000;
const LEAST_PAUSE = 250;
const LONGEST_PAUSE = 8_000;
const SUPERSEDED = 4409;
const NO_SEAT = 4401;
const SIGNS = 8; // of a question's id

/** @typedef {{messages: string, events: string, token: string}} Addresses */

/** The server said that this connection is over. */
class Closed extends Error {
  /** @param {number} code */
  constructor(code) {
    super(String(code));
    this.code = code;
  }
}

export class Requests {
  /**
   * @param {Addresses} addresses
   * @param {{message: (m: any) => void, up: () => void, lost: () => void, ended: (code: number) => void, doubtful: () => boolean}} on
   *     `doubtful`: a socket of ours may be what has just taken the session over
   */
  constructor(addresses, on) {
    this.addresses = addresses;
    this.on = on;
    this.isRunning = false;
    this.isOpen = false;
    this.connection = "";
    this.seq = -1;
    this.question = "";
    this.speechOf = "";
    this.watched = false;
    /** The time that the question on the page has. */
    this.allowed = 0;
    /** The answers whose evaluations the page has, by the first signs of their ids. @type {Set<string>} */
    this.read = new Set();
    this.failures = 0;
    this.joinedAt = -Infinity;
    /** @type {Promise<void>} what is sent goes in its order */
    this.sending = Promise.resolve();
    this.stopping = new AbortController();
  }

  start() {
    if (this.isRunning) return;
    this.isRunning = true;
    this.stopping = new AbortController();
    this.#run(this.stopping);
  }

  stop() {
    this.isRunning = this.isOpen = false;
    this.stopping.abort();
  }

  /** @param {object} message @returns {boolean} whether it is on its way */
  send(message) {
    if (!this.isOpen) return false;
    const { stopping } = this;
    this.sending = this.sending.then(async () => {
      if (!this.isOpen || stopping.signal.aborted) return; // what it was to bring is asked for anew after joining
      try {
        this.#take(await this.#post(message, stopping));
      } catch (error) {
        this.#broken(error, stopping);
      }
    });
    return true;
  }

  /** @param {AbortController} stopping */
  async #run(stopping) {
    while (!stopping.signal.aborted) {
      try {
        if (!this.isOpen) await this.#join(stopping);
        else this.#take(await this.#wait(stopping));
        this.failures = 0;
        await pause(LEAST_PAUSE);
      } catch (error) {
        if (stopping.signal.aborted) return;
        this.#broken(error, stopping);
        this.failures += 1;
        await pause(Math.min(LONGEST_PAUSE, 500 * 2 ** this.failures) * (0.5 + Math.random() / 2));
      }
    }
  }

  /** @param {any} error @param {AbortController} stopping */
  #broken(error, stopping) {
    if (stopping.signal.aborted) return;
    if (error instanceof Closed && !(error.code === SUPERSEDED && this.on.doubtful())) {
      this.stop();
      this.on.ended(error.code);
      return;
    }
    if (this.isOpen) this.on.lost();
    this.isOpen = false;
    this.waiting?.abort();
  }

  /** @param {AbortController} stopping */
  async #join(stopping) {
    this.joinedAt = performance.now();
    const answer = await this.#post({ type: "join", features: ["review"] }, stopping);
    this.connection = answer.messages.find((/** @type {any} */ m) => m.type === "connected")?.connection ?? "";
    this.isOpen = true;
    this.on.up();
    this.#take(answer);
  }

  /** @param {any} answer */
  #take(answer) {
    if (answer.closed) throw new Closed(answer.closed);
    for (const message of answer.messages) {
      if (message.type !== "ack") this.seq = Math.max(this.seq, message.seq ?? -1);
      this.#note(message);
      this.on.message(message);
    }
  }

  /** What the page knows from now on, and needn't be told again. @param {any} message */
  #note(message) {
    const { type, question_id: question = "" } = message;
    this.allowed = message.time_allowed ?? this.allowed;
    if (type === "connected") {
      this.watched = false;
      this.question = "";
      this.read.clear();
    } else if (type === "presence") this.watched = message.watched;
    else if (type === "evaluation") this.read.add(question.slice(0, SIGNS));
    else if (type === "audio" && question === this.speechOf) this.speechOf = "";
    else if (type === "question" && question !== this.question) {
      this.question = question;
      this.speechOf = message.speech ? question : "";
    }
  }

  /** @param {object} message @param {AbortController} stopping */
  #post(message, stopping) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.addresses.token };
    return this.#fetch(this.addresses.messages, { method: "POST", body: JSON.stringify(message), headers }, PATIENCE, stopping);
  }

  /** @param {AbortController} stopping */
  #wait(stopping) {
    const query = new URLSearchParams({ after: String(this.seq), watched: this.watched ? "1" : "0", read: [...this.read].join(",") });
    if (this.allowed) query.set("allowed", String(this.allowed));
    if (this.speechOf) query.set("speech", this.speechOf);
    return this.#fetch(`${this.addresses.events}?${query}`, { cache: "no-store" }, WAIT, stopping, (waiting) => (this.waiting = waiting));
  }

  /**
   * The answer's JSON. Rejects when there is none in time, and with `Closed` where nobody may come in.
   * @param {string} url @param {RequestInit} options @param {number} patience @param {AbortController} stopping
   * @param {(abort: AbortController) => void} [begun] is given what ends the request
   */
  async #fetch(url, options, patience, stopping, begun) {
    const abort = new AbortController();
    const end = () => abort.abort();
    begun?.(abort);
    const timer = setTimeout(end, patience);
    stopping.signal.addEventListener("abort", end);
    try {
      const headers = { ...options.headers, "X-Connection": this.connection };
      const answer = await fetch(url, { ...options, headers, signal: abort.signal });
      if (answer.status === 404) throw new Closed(NO_SEAT);
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      return await answer.json();
    } finally {
      clearTimeout(timer);
      stopping.signal.removeEventListener("abort", end);
    }
  }
}
