// @ts-check
/** How loud the microphone is, whether anybody speaks, and what to tell a person whose microphone is silent. */

const EVERY = 80;
const SPEECH = 0.015;
const NOTHING = 0.001;
const QUIET_AFTER = 4000;
const SILENT_AFTER = 4000;

export class Level {
  /**
   * `quiet` is told when somebody who spoke has been quiet for four seconds, and when they speak again; `silent` once
   * when nothing at all comes from the microphone.
   * @param {MediaStream} stream
   * @param {{level: (value: number) => void, quiet?: (quiet: boolean) => void, silent?: () => void}} on
   */
  constructor(stream, on) {
    this.on = on;
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 1024;
    this.context.createMediaStreamSource(stream).connect(analyser);
    this.analyser = analyser;
    this.samples = new Float32Array(analyser.fftSize);
    this.spokeAt = 0;
    this.isQuiet = false;
    this.heardAnything = false;
    this.toldSilent = false;
    this.held = false;
    this.beganAt = performance.now();
    this.timer = setInterval(() => this.#look(), EVERY);
  }

  /** While the interviewer speaks nothing is measured. @param {boolean} held */
  hold(held) {
    this.held = held;
    this.spokeAt = 0;
    this.#quiet(false);
  }

  close() {
    clearInterval(this.timer);
    this.context.close();
    this.on.level(0);
    this.#quiet(false);
  }

  #look() {
    if (this.held) return this.on.level(0);
    this.analyser.getFloatTimeDomainData(this.samples);
    const rms = Math.sqrt(this.samples.reduce((sum, value) => sum + value * value, 0) / this.samples.length);
    const now = performance.now();
    this.heardAnything ||= rms > NOTHING;
    this.on.level(Math.min(1, rms * 6));
    if (rms > SPEECH) {
      this.spokeAt = now;
      this.#quiet(false);
    } else if (this.spokeAt && now - this.spokeAt > QUIET_AFTER) {
      this.#quiet(true);
    }
    if (!this.heardAnything && !this.toldSilent && now - this.beganAt > SILENT_AFTER) {
      this.toldSilent = true;
      this.on.silent?.();
    }
  }

  /** @param {boolean} quiet */
  #quiet(quiet) {
    if (quiet === this.isQuiet) return;
    this.isQuiet = quiet;
    this.on.quiet?.(quiet);
  }
}

/** Why nothing is heard, as far as the browser knows. @param {MediaStream | undefined} stream */
export function silenceReason(stream) {
  const track = stream?.getAudioTracks()[0];
  const name = track?.label ? ` (${track.label})` : "";
  if (!track || track.readyState === "ended") return "The microphone has been unplugged or taken by another program.";
  if (track.muted) return `The microphone${name} is muted by your computer or by a switch on it.`;
  return `Nothing comes from the microphone${name}. It may be switched off or muted, or another one may be chosen in the browser.`;
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
