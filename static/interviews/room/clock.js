// @ts-check
/** Shows the time left. The server's clock decides; this one only counts down between its words. */

import { clockTime } from "./dom.js";

const MARKS = [60, 30, 10];

export class Clock {
  /**
   * @param {HTMLElement} box @param {HTMLElement} value
   * @param {{mark: (seconds: number) => void, end: () => void}} on
   */
  constructor(box, value, on) {
    this.box = box;
    this.value = value;
    this.on = on;
    this.left = 0;
    this.endsAt = 0;
    this.running = false;
    /** @type {number[]} */
    this.marks = [];
    setInterval(() => this.#show(), 250);
  }

  get seconds() {
    return Math.max(0, this.running ? (this.endsAt - performance.now()) / 1000 : this.left);
  }

  /** @param {number} seconds */
  show(seconds) {
    this.running = false;
    this.left = seconds;
    this.box.hidden = false;
    this.#show();
  }

  /** @param {number} seconds */
  run(seconds) {
    const before = this.seconds;
    // A mark that was passed before a pause is not announced again; more time brings the marks back.
    if (!this.running || seconds > before + 5) this.marks = MARKS.filter((mark) => mark < seconds);
    this.show(seconds);
    this.endsAt = performance.now() + seconds * 1000;
    this.running = true;
  }

  pause() {
    this.left = this.seconds;
    this.running = false;
  }

  hide() {
    this.pause();
    this.box.hidden = true;
  }

  #show() {
    const left = Math.ceil(this.seconds);
    this.value.textContent = clockTime(left);
    this.box.classList.toggle("room__clock--low", left <= 30);
    this.box.classList.toggle("room__clock--still", !this.running);
    if (!this.running) return;
    if (left <= (this.marks[0] ?? -1)) {
      const mark = this.marks.shift();
      this.on.mark(Number(mark));
    }
    if (left === 0) {
      this.pause();
      this.on.end();
    }
  }
}
