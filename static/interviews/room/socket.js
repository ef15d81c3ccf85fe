// @ts-check
/**
 * The connection to the interview: reconnects by itself, with growing pauses, until the server says that it is over.
 * A browser that has lost its network keeps a socket open without a word, so silence counts as loss. So does a socket
 * that opens and brings nothing: some proxies let only the opening through.
 */

const PING_EVERY = 10_000;
const DEAD_AFTER = 20_000;
const FIRST_WORD_WITHIN = 6_000;
const LONGEST_PAUSE = 8_000;
const LEISURE = 30_000; // between attempts while the interview goes on in another way

/** A chunk as the server takes it: the header's length, the header, the audio. @param {object} header @param {Uint8Array} body */
export function frameOf(header, body) {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(4 + head.length + body.length);
  new DataView(frame.buffer).setUint32(0, head.length);
  frame.set(head, 4);
  frame.set(body, 4 + head.length);
  return frame;
}

export class LiveSocket {
  /**
   * `up` is told with a socket's first word, before the word itself.
   * @param {string} url
   * @param {{message: (m: any) => void, up: () => void, lost: () => void, ended: (code: number) => boolean}} on `ended` says
   *     whether it really is over
   */
  constructor(url, on) {
    this.url = url;
    this.on = on;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** Attempts since a socket last brought anything. */
    this.attempt = 0;
    this.heardAt = 0;
    this.isUp = false;
    this.atLeisure = false;
    this.finished = false;
    window.addEventListener("online", () => this.#reconnectNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#reconnectNow());
    setInterval(() => this.#beat(), PING_EVERY / 2);
    this.connect();
  }

  /** Words come and go. */
  get isOpen() {
    return this.isUp && this.socket?.readyState === WebSocket.OPEN;
  }

  /** It was opened, and nothing has come from it yet: the server may hold us for connected. */
  get isDoubtful() {
    return !this.isUp && this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.finished) return;
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.isUp = false;
    const waited = setTimeout(() => this.socket === socket && !this.isUp && this.#giveUp(), FIRST_WORD_WITHIN);
    socket.onmessage = (event) => {
      this.heardAt = Date.now();
      if (!this.isUp && this.socket === socket) {
        clearTimeout(waited);
        this.isUp = true;
        this.attempt = 0;
        this.pingedAt = this.heardAt;
        this.on.up();
      }
      this.on.message(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      clearTimeout(waited);
      if (this.socket === socket) this.#lost(event.code);
    };
  }

  /** @param {object} message @returns {boolean} whether it could be sent now */
  send(message) {
    if (!this.isOpen) return false;
    this.socket?.send(JSON.stringify(message));
    return true;
  }

  /** @param {Uint8Array} frame @returns {boolean} */
  sendBinary(frame) {
    if (!this.isOpen) return false;
    this.socket?.send(/** @type {any} */ (frame));
    return true;
  }

  /** No more reconnecting: the interview is over, or goes on elsewhere. */
  finish() {
    this.finished = true;
    clearTimeout(this.retry);
    this.socket?.close();
  }

  #giveUp() {
    const silent = this.socket;
    this.#lost(1006);
    silent?.close();
  }

  /** @param {number} code */
  #lost(code) {
    this.socket = null;
    this.isUp = false;
    if (this.finished) return;
    if (code >= 4400 && code < 4500 && this.on.ended(code)) {
      this.finished = true;
      return;
    }
    this.attempt += 1;
    this.on.lost();
    const longest = this.atLeisure ? LEISURE : Math.min(LONGEST_PAUSE, 400 * 2 ** (this.attempt - 1));
    this.retry = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  #reconnectNow() {
    if (this.socket === null && !this.finished) this.connect();
  }

  #beat() {
    if (!this.isOpen) return;
    const now = Date.now();
    if (now - this.heardAt > DEAD_AFTER) this.#giveUp();
    else if (now - (this.pingedAt ?? 0) >= PING_EVERY) {
      this.pingedAt = now;
      this.send({ type: "ping", sent_at: now });
    }
  }
}
