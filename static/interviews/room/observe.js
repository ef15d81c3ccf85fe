// @ts-check
/** Notes pasting and leaving the page, as information for people. Never scored, and said so on the page. */

const SEND_AFTER = 2000;

export class Observer {
  /** @param {(events: object[]) => boolean} send @param {Record<string, HTMLElement>} fields */
  constructor(send, fields) {
    this.send = send;
    this.shownAt = performance.now();
    /** @type {object[]} */
    this.events = [];
    for (const [field, input] of Object.entries(fields)) {
      input.addEventListener("paste", (event) => {
        const size = /** @type {ClipboardEvent} */ (event).clipboardData?.getData("text").length ?? 0;
        this.#note({ kind: "paste", field, size });
      });
    }
    document.addEventListener("visibilitychange", () => this.#note({ kind: document.hidden ? "page_left" : "page_back" }));
  }

  /** A new question is on the page. */
  begin() {
    this.shownAt = performance.now();
    this.events = [];
  }

  /** @param {object} event */
  #note(event) {
    const at = Math.round((performance.now() - this.shownAt) / 100) / 10;
    this.events.push({ ...event, at });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SEND_AFTER);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.events.length && this.send(this.events.slice(0, 50))) this.events.splice(0, 50);
  }
}
