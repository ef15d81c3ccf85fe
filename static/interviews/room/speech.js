// @ts-check
/** Plays the spoken question, moves the portrait with it and marks the word that is being said. */

const STALLED = 6000;

/** @typedef {{question_id: string, url: string, duration: number, words: {text: string, start: number, end: number}[], visemes: {shape: string, start: number, end: number}[]}} AudioMessage */

export class Speaker {
  /**
   * @param {HTMLAudioElement} audio @param {import("./avatar.js").Avatar} avatar
   * @param {HTMLElement[]} captions what is said before the question, and the question: one element a word in each
   */
  constructor(audio, avatar, captions) {
    this.audio = audio;
    this.avatar = avatar;
    this.captions = captions;
    /** @type {AudioMessage | null} */
    this.speech = null;
    /** @type {((how: string) => void) | null} */
    this.finish = null;
    this.marked = -1;
    audio.addEventListener("ended", () => this.#end("ended"));
    audio.addEventListener("error", () => this.#end("failed"));
  }

  get isSpeaking() {
    return this.finish !== null;
  }

  /** @param {AudioMessage} speech */
  load(speech) {
    if (this.speech?.question_id === speech.question_id && this.speech.url === speech.url) return;
    this.speech = speech;
    this.avatar.load(speech.visemes);
    this.audio.src = speech.url;
    this.audio.load();
  }

  clear() {
    this.stop();
    this.speech = null;
    this.audio.removeAttribute("src");
  }

  /** Resolves when it is over: `ended`, `stopped`, `blocked` (the browser wants a click first) or `failed`. @returns {Promise<string>} */
  play(from = 0) {
    this.stop();
    return new Promise((resolve) => {
      this.finish = resolve;
      this.audio.currentTime = from;
      this.avatar.speaking = true;
      let moved = { at: performance.now(), time: -1 };
      this.timer = setInterval(() => {
        this.#mark();
        const now = performance.now();
        if (this.audio.currentTime !== moved.time) moved = { at: now, time: this.audio.currentTime };
        else if (now - moved.at > STALLED) this.#end("failed");
      }, 50);
      this.audio.play().catch((error) => this.#end(error.name === "NotAllowedError" ? "blocked" : "failed"));
    });
  }

  /** The question once more, without what was said before it. */
  replay() {
    const before = this.captions[0].children.length;
    return this.play(before ? (this.speech?.words[before]?.start ?? 0) : 0);
  }

  stop() {
    if (!this.isSpeaking) return;
    this.audio.pause();
    this.#end("stopped");
  }

  /** @param {string} how */
  #end(how) {
    const finish = this.finish;
    if (!finish) return;
    this.finish = null;
    clearInterval(this.timer);
    this.avatar.speaking = false;
    this.#highlight(-1);
    finish(how);
  }

  #mark() {
    const time = this.audio.currentTime;
    const words = this.speech?.words ?? [];
    this.#highlight(words.findIndex((word) => time >= word.start && time < word.end));
  }

  /** @param {number} index */
  #highlight(index) {
    if (index === this.marked) return;
    const words = this.captions.flatMap((caption) => [...caption.children]);
    words[this.marked]?.classList.remove("is-said");
    words[index]?.classList.add("is-said");
    this.marked = index;
  }
}

/** Put the text into the caption, one element a word. @param {HTMLElement} caption @param {string} text */
export function captionWords(caption, text) {
  caption.replaceChildren();
  for (const [index, word] of text.trim().split(/\s+/).filter(Boolean).entries()) {
    const part = document.createElement("span");
    part.textContent = word;
    caption.append(index ? " " : "", part);
  }
}

/** Nobody's time runs while they read: about 240 words a minute. In milliseconds. @param {string} text */
export function readingTime(text) {
  return Math.min(15_000, 1500 + text.trim().split(/\s+/).length * 250);
}
