// @ts-check
/** The browser's own recogniser, only where the candidate asks for it: the browser may send the sound to its maker. */

const Recogniser = /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;

export class LiveTranscript {
  /** @param {HTMLElement} output */
  constructor(output) {
    this.output = output;
    this.text = "";
    this.wanted = false;
  }

  static get supported() {
    return Boolean(Recogniser);
  }

  start() {
    if (!Recogniser || this.wanted) return;
    this.wanted = true;
    const recogniser = new Recogniser();
    recogniser.continuous = recogniser.interimResults = true;
    recogniser.lang = document.documentElement.lang;
    recogniser.onresult = (/** @type {any} */ event) => {
      let partial = "";
      for (let i = event.resultIndex; i < event.results.length; i += 1) {
        const said = event.results[i][0].transcript;
        if (event.results[i].isFinal) this.text = `${this.text} ${said}`.trim();
        else partial += said;
      }
      this.output.textContent = `${this.text} ${partial}`.trim();
    };
    recogniser.onend = () => this.wanted && setTimeout(() => this.wanted && recogniser.start(), 300);
    recogniser.onerror = (/** @type {any} */ event) => {
      if (["not-allowed", "service-not-allowed", "network"].includes(event.error)) this.wanted = false;
    };
    this.recogniser = recogniser;
    recogniser.start();
  }

  stop() {
    this.wanted = false;
    this.recogniser?.stop();
  }

  reset() {
    this.stop();
    this.text = this.output.textContent = "";
  }
}
