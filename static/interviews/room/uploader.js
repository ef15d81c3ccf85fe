// @ts-check
/** Brings chunks to the server: by the socket, and by HTTP when the socket has been away for a moment. */

import { frameOf } from "./socket.js";

const EVERY = 1000;
const SOCKET_PATIENCE = 2500;
const ACK_PATIENCE = 8000;

export class Uploader {
  /**
   * @param {import("./recorder.js").Recorder} recorder @param {import("./line.js").Line} line
   * @param {string} url @param {string} token the page's CSRF token
   */
  constructor(recorder, line, url, token) {
    this.recorder = recorder;
    this.line = line;
    this.url = url;
    this.token = token;
    this.posting = false;
    setInterval(() => this.#pump(), EVERY);
  }

  /** @param {import("./recorder.js").Chunk} chunk */
  send(chunk) {
    if (this.line.sendBinary(frameOf(chunk.header, chunk.body))) chunk.triedAt = Date.now();
  }

  /** Everything that waits, again: after a reconnect. */
  resend() {
    for (const chunk of this.recorder.waiting.values()) this.send(chunk);
  }

  async #pump() {
    const now = Date.now();
    const waiting = [...this.recorder.waiting.values()];
    if (this.line.isOpen && !this.line.isSlow) {
      // An acknowledgement that doesn't come means that the chunk may not have arrived: twice is harmless.
      waiting.filter((chunk) => now - (chunk.triedAt ?? 0) > ACK_PATIENCE).forEach((chunk) => this.send(chunk));
    } else if (!this.posting) {
      // Also when another window has taken over: what was said here is still part of the answer.
      const patience = this.line.isSlow ? 0 : SOCKET_PATIENCE;
      const late = waiting.filter((chunk) => now - chunk.at > patience);
      this.posting = true;
      for (const chunk of late) if (!(await this.#post(chunk))) break;
      this.posting = false;
    }
  }

  /** @param {import("./recorder.js").Chunk} chunk */
  async #post(chunk) {
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: /** @type {any} */ (frameOf(chunk.header, chunk.body)),
        headers: { "X-CSRFToken": this.token, "Content-Type": "application/octet-stream" },
        signal: AbortSignal.timeout(8000),
      });
      if (!answer.ok) return false;
      this.recorder.stored(await answer.json());
      return true;
    } catch {
      return false; // offline: it stays on this device
    }
  }
}
