// @ts-check
/** Shows the time left. The server's clock decides; this one only counts down between its words. */

export class Clock {
  /** @param {HTMLElement} box @param {HTMLElement} value @param {(text: string) => void} announce */
  constructor(box, value, announce) {
    this.box = box;
    this.value = value;
    this.announce = announce;
    this.left = 0;
    this.endsAt = 0;
    this.running = false;
    /** @type {number[]} */
    this.marks = [];
    setInterval(() => this.#show(), 250);
  }

  /** @param {number} seconds */
  show(seconds) {
    this.running = false;
    this.left = seconds;
    this.marks = [60, 30, 10].filter((mark) => mark < seconds);
    this.box.hidden = false;
    this.#show();
  }

  /** @param {number} seconds */
  run(seconds) {
    this.show(seconds);
    this.endsAt = performance.now() + seconds * 1000;
    this.running = true;
  }

  pause() {
    if (this.running) this.left = (this.endsAt - performance.now()) / 1000;
    this.running = false;
  }

  hide() {
    this.pause();
    this.box.hidden = true;
  }

  #show() {
    const left = Math.max(0, Math.ceil(this.running ? (this.endsAt - performance.now()) / 1000 : this.left));
    this.value.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.box.classList.toggle("room__clock--low", left <= 30);
    if (this.running && left === this.marks[0]) {
      this.marks.shift();
      this.announce(`${left} seconds left`);
    }
  }
}
