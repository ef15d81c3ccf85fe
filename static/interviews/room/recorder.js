// @ts-check
/**
 * Records the microphone in chunks of a second. A chunk is kept on this device until the server has said that it is
 * stored. A segment is one run of the browser's recorder; a take is one attempt at the answer.
 */

import { Level } from "./level.js";

const SLICE = 1000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
export const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** @typedef {{type: string, question_id: string, take: number, segment: number, seq: number, size: number, sha256: string, mime_type: string}} Header */
/** @typedef {{header: Header, body: Uint8Array, at: number, triedAt?: number}} Chunk */
/** @typedef {{take: number, segment: number, last_seq: number}} Stored */

/** @param {Uint8Array} bytes */
async function sha256(bytes) {
  if (!crypto.subtle) return ""; // only there on secure pages
  const digest = await crypto.subtle.digest("SHA-256", /** @type {any} */ (bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {{question_id: string, take?: number, segment?: number, seq?: number}} h */
const keyOf = (h) => `${h.question_id}/${h.take ?? 0}/${h.segment ?? 0}/${h.seq ?? 0}`;

export function recordingType() {
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

export class Recorder {
  /**
   * @param {import("./store.js").ChunkStore} store
   * @param {{chunk: (chunk: Chunk) => void, stored: () => void, level: (value: number) => void, quiet: (quiet: boolean) => void, silent: () => void}} on
   */
  constructor(store, on) {
    this.store = store;
    this.on = on;
    /** @type {Map<string, Chunk>} chunks not yet stored by the server */
    this.waiting = new Map();
    this.questionId = "";
    this.mimeType = "";
    this.take = 0;
    this.takesUsed = 0;
    /** @type {Record<string, number>} last seq of each segment of this take */
    this.lastSeq = {};
    /** @type {number[]} segments that were cut off by a reload or a crash */
    this.interrupted = [];
    /** @type {{take: number, lastSeq: Record<string, number>, interrupted: number[]} | null} */
    this.earlier = null;
    this.storedAt = 0;
    /** @type {MediaRecorder | null} */
    this.recorder = null;
    this.held = false;
    this.work = Promise.resolve();
    this.restored = store.all().then((chunks) => chunks.forEach((chunk) => this.waiting.set(keyOf(chunk.header), chunk)));
  }

  get isRecording() {
    return this.recorder !== null && this.recorder.state !== "inactive";
  }

  get hasSound() {
    return Object.keys(this.lastSeq).length > 0;
  }

  static get supported() {
    return Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
  }

  /**
   * A new question: nothing recorded, except what the server and this device have from before a reload.
   * @param {string} questionId @param {Stored[]} stored
   */
  async reset(questionId, stored) {
    await this.restored;
    this.questionId = questionId;
    for (const [key, chunk] of this.waiting) {
      if (chunk.header.question_id === questionId) continue;
      this.waiting.delete(key);
      this.store.remove(key);
    }
    const kept = [...this.waiting.values()].map(({ header }) => ({ ...header, last_seq: header.seq }));
    const all = [...stored, ...kept];
    this.take = Math.max(0, ...all.map((part) => part.take));
    this.takesUsed = all.length ? this.take + 1 : 0;
    this.earlier = null;
    this.lastSeq = {};
    for (const part of all) {
      if (part.take === this.take) this.lastSeq[part.segment] = Math.max(part.last_seq, this.lastSeq[part.segment] ?? -1);
    }
    const cut = JSON.parse(localStorage.getItem(`recording/${questionId}`) ?? "null");
    this.interrupted = cut?.take === this.take ? cut.segments.filter((/** @type {number} */ s) => s in this.lastSeq) : [];
  }

  /** Rejects with the browser's error when there is no microphone or it may not be used. */
  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
    const recorder = new MediaRecorder(stream, { mimeType: recordingType(), audioBitsPerSecond: 32_000 });
    this.stream = stream;
    this.recorder = recorder;
    this.held = false;
    this.mimeType = recorder.mimeType;
    this.takesUsed = Math.max(this.takesUsed, this.take + 1);
    const segment = Math.max(-1, ...Object.keys(this.lastSeq).map(Number)) + 1;
    this.#remember([...this.interrupted, segment]);
    const [questionId, take] = [this.questionId, this.take];
    let seq = 0;
    recorder.ondataavailable = (event) => {
      if (event.data.size === 0) return; // Firefox ends with an empty one
      const mine = seq++;
      this.lastSeq[segment] = mine;
      // One after the other: the order of the chunks must not hang on which hash is ready first.
      this.work = this.work.then(() => this.#keep(event.data, { questionId, take, segment, seq: mine }));
    };
    recorder.start(SLICE);
    const { level, quiet, silent } = this.on;
    this.meter = new Level(stream, { level, quiet, silent });
  }

  /** @param {Blob} data @param {{questionId: string, take: number, segment: number, seq: number}} place */
  async #keep(data, { questionId, take, segment, seq }) {
    const body = new Uint8Array(await data.arrayBuffer());
    /** @type {Header} */
    const header = {
      type: "audio_chunk", question_id: questionId, take, segment, seq, size: body.length,
      sha256: await sha256(body), mime_type: this.mimeType.slice(0, 60),
    };
    const chunk = { header, body, at: Date.now() };
    this.waiting.set(keyOf(header), chunk);
    await this.store.put(keyOf(header), chunk);
    this.on.chunk(chunk);
  }

  /** Half-duplex: nothing is recorded while the interviewer speaks or the candidate takes a moment. */
  hold() {
    if (this.recorder?.state === "recording") {
      this.recorder.requestData(); // pause() would keep the last part of a second to itself
      this.recorder.pause();
    }
    this.#listen(false);
  }

  release() {
    this.#listen(true);
    if (this.recorder?.state === "paused") this.recorder.resume();
  }

  /** @param {boolean} on */
  #listen(on) {
    this.held = !on;
    this.stream?.getAudioTracks().forEach((track) => (track.enabled = on));
    this.meter?.hold(!on);
  }

  /** Stop, and wait until the last chunk has been handed over. */
  async stop() {
    const recorder = this.recorder;
    if (!recorder || recorder.state === "inactive") return;
    await new Promise((resolve) => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    this.stream?.getTracks().forEach((track) => track.stop());
    this.meter?.close();
    await this.work;
    this.recorder = null;
    this.#remember(this.interrupted);
  }

  /** Answer again from the start. The earlier take is kept until the new one is sent in. */
  again() {
    this.earlier = { take: this.take, lastSeq: this.lastSeq, interrupted: this.interrupted };
    this.take = this.takesUsed;
    this.lastSeq = {};
    this.interrupted = [];
  }

  /** Go back to the take before. */
  useEarlier() {
    if (this.earlier) Object.assign(this, this.earlier);
    this.earlier = null;
  }

  /** @param {{question_id: string, take?: number, segment?: number, seq?: number}} ack */
  stored(ack) {
    this.waiting.delete(keyOf(ack));
    this.store.remove(keyOf(ack));
    this.storedAt = Date.now();
    this.on.stored();
    if (this.waiting.size === 0) this.onEmpty?.();
  }

  /** Whether everything was stored within the time. @param {number} milliseconds */
  async settled(milliseconds) {
    if (this.waiting.size === 0) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds);
      this.onEmpty = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Which segments would end without their last second if the page died now. @param {number[]} segments */
  #remember(segments) {
    const key = `recording/${this.questionId}`;
    if (segments.length) localStorage.setItem(key, JSON.stringify({ take: this.take, segments }));
    else localStorage.removeItem(key);
  }
}
