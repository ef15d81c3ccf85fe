// @ts-check
/**
 * Records the microphone in chunks of a second. Each chunk is kept until the server has said that it is stored.
 */

const SLICE = 1000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/** @typedef {{header: {type: string, question_id: string, take: number, segment: number, seq: number, size: number, sha256: string, mime_type: string}, body: Uint8Array}} Chunk */

/** @param {Uint8Array} bytes */
async function sha256(bytes) {
  if (!crypto.subtle) return ""; // only there on secure pages
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Recorder {
  /**
   * @param {(chunk: Chunk) => void} send
   * @param {(level: number) => void} onLevel
   */
  constructor(send, onLevel) {
    this.send = send;
    this.onLevel = onLevel;
    /** @type {Map<string, Chunk>} chunks not yet stored by the server */
    this.waiting = new Map();
    /** @type {Record<string, number>} last seq of each segment */
    this.lastSeq = {};
    this.questionId = "";
    this.segment = -1;
    this.mimeType = "";
    /** @type {MediaRecorder | null} */
    this.recorder = null;
    this.work = Promise.resolve();
  }

  get isRecording() {
    return this.recorder?.state === "recording";
  }

  static get supported() {
    return Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
  }

  /**
   * A new question: nothing recorded, except what the server says it has from before a reload.
   * @param {string} questionId @param {{segment: number, last_seq: number}[]} stored
   */
  reset(questionId, stored) {
    this.questionId = questionId;
    this.lastSeq = {};
    this.segment = -1;
    for (const part of stored) {
      this.lastSeq[part.segment] = part.last_seq;
      this.segment = Math.max(this.segment, part.segment);
    }
    for (const [key, chunk] of this.waiting) {
      if (chunk.header.question_id !== questionId) this.waiting.delete(key);
    }
  }

  /** Rejects with the browser's error when there is no microphone or it may not be used. */
  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 32_000 });
    this.recorder = recorder;
    this.mimeType = recorder.mimeType || mimeType || "";
    this.segment += 1;
    const segment = this.segment;
    const questionId = this.questionId;
    let seq = 0;
    recorder.ondataavailable = (event) => {
      if (event.data.size === 0) return; // Firefox ends with an empty one
      const mine = seq++;
      this.lastSeq[segment] = mine;
      // One after the other: the order of the chunks must not hang on which hash is ready first.
      this.work = this.work.then(async () => {
        const body = new Uint8Array(await event.data.arrayBuffer());
        const hash = await sha256(body);
        const header = {
          type: "audio_chunk", question_id: questionId, take: 0, segment, seq: mine, size: body.length,
          sha256: hash, mime_type: this.mimeType,
        };
        const chunk = { header, body };
        this.waiting.set(`${questionId}/${segment}/${mine}`, chunk);
        this.send(chunk);
      });
    };
    recorder.start(SLICE);
    this.#watchLevel(this.stream);
  }

  /** Stop, and wait until the last chunk has been handed to `send`. */
  async stop() {
    const recorder = this.recorder;
    if (!recorder || recorder.state === "inactive") return;
    await new Promise((resolve) => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    this.stream?.getTracks().forEach((track) => track.stop());
    await this.work;
    cancelAnimationFrame(this.frame ?? 0);
    await this.context?.close();
    this.onLevel(0);
  }

  /** @param {{question_id: string, segment: number, seq: number}} ack */
  stored(ack) {
    this.waiting.delete(`${ack.question_id}/${ack.segment}/${ack.seq}`);
    if (this.waiting.size === 0) this.onEmpty?.();
  }

  resend() {
    for (const chunk of this.waiting.values()) this.send(chunk);
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

  /** @param {MediaStream} stream */
  #watchLevel(stream) {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 512;
    this.context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      this.onLevel(Math.min(1, rms * 6));
      if (this.isRecording) this.frame = requestAnimationFrame(look);
    };
    look();
  }
}

/** What to tell a person whose microphone could not be opened. @param {any} error */
export function microphoneProblem(error) {
  switch (error?.name) {
    case "NotAllowedError":
      return "The browser was not allowed to use the microphone. You can allow it next to the address, or type your answer.";
    case "NotFoundError":
      return "No microphone was found. You can plug one in, or type your answer.";
    case "NotReadableError":
      return "Another program is using the microphone. You can close it, or type your answer.";
    default:
      return "The microphone could not be opened. You can type your answer.";
  }
}
