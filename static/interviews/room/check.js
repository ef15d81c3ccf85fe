// @ts-check
/** The device check and the practice question: all of it stays in the browser. */

import { $ } from "./dom.js";
import { Level, microphoneProblem, silenceReason } from "./level.js";
import { Recorder, recordingType, SOUND } from "./recorder.js";

const CLIP = 5000;
const PRACTICE = 120_000;
const QUESTIONS = [
  "What have you learned lately that you enjoyed?",
  "What would you show a friend who visits your town?",
  "Which tool, of any kind, would you not want to do without?",
  "What do you do differently today from a year ago?",
];

/** A recording that stays here: begun by `start`, over after `stop` or the time given. */
class Clip {
  /** The browser has begun to record. */
  began = () => {};

  /** @param {(level: number) => void} onLevel @param {() => void} onSilent */
  constructor(onLevel, onSilent) {
    this.onLevel = onLevel;
    this.onSilent = onSilent;
  }

  /** @param {number} milliseconds @returns {Promise<Blob>} */
  async start(milliseconds) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
    this.stream = stream;
    const meter = new Level(stream, { level: this.onLevel, silent: this.onSilent });
    const recorder = new MediaRecorder(stream, { mimeType: recordingType() });
    this.recorder = recorder;
    /** @type {Blob[]} */
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const over = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    const timer = setTimeout(() => this.stop(), milliseconds);
    this.began?.();
    await over;
    clearTimeout(timer);
    this.heardAnything = meter.heardAnything;
    this.reason = silenceReason(stream);
    meter.close();
    stream.getTracks().forEach((track) => track.stop());
    return new Blob(parts, { type: recorder.mimeType });
  }

  stop() {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }
}

function offer() {
  $("begin").hidden = false;
  if ($("begin-typing")) $("begin-typing").textContent = "I'd rather type my answers";
}

const trial = new Clip(
  (level) => ($("level").value = level),
  () => ($("sound-state").textContent = silenceReason(trial.stream)),
);

$("try").addEventListener("click", async () => {
  $("try").disabled = true;
  $("clip").hidden = $("verdict").hidden = true;
  trial.began = () => ($("sound-state").textContent = "Recording. Say a few words.");
  try {
    const blob = await trial.start(CLIP);
    if (trial.heardAnything) {
      $("clip").src = URL.createObjectURL(blob);
      $("clip").hidden = $("verdict").hidden = false;
      $("sound-state").textContent = "Here you are. Do you hear yourself?";
      $("clip").play().catch(() => ($("sound-state").textContent = "Press play. Do you hear yourself?"));
      $("heard").focus();
    } else {
      $("sound-state").textContent = trial.reason;
    }
  } catch (error) {
    $("sound-state").textContent = microphoneProblem(error);
  }
  $("try").disabled = false;
  $("try").textContent = "Once more";
});

$("heard").addEventListener("click", () => {
  $("verdict").hidden = true;
  $("sound-state").textContent = "Good. Your microphone and your sound work.";
  $("begin-note").textContent = "The first question comes at once. Its clock starts when you have heard it.";
  offer();
  $("begin").focus();
});

$("not-heard").addEventListener("click", () => {
  $("verdict").hidden = true;
  $("sound-state").textContent = "Then turn up the volume, or choose other speakers in your computer's sound settings, and try it once more.";
  $("try").focus();
});

if (Recorder.supported) {
  $("try").disabled = $("practice-record").disabled = false; // from here on somebody listens to the buttons
} else {
  $("sound-state").textContent = "This browser can't record sound. You can type your answers.";
}

// --- Practice -----------------------------------------------------------------------------------------

const practice = new Clip(() => {}, () => ($("practice-state").textContent = silenceReason(practice.stream)));

$("practice-record").addEventListener("click", async () => {
  if (practice.recorder?.state === "recording") return practice.stop();
  practice.began = () => {
    $("practice-record").textContent = "Stop recording";
    $("practice-record").setAttribute("aria-pressed", "true");
    $("practice-state").textContent = "Recording. Take your time.";
  };
  try {
    $("practice-clip").src = URL.createObjectURL(await practice.start(PRACTICE));
    $("practice-clip").hidden = false;
    $("practice-state").textContent = "Only you can hear this.";
  } catch (error) {
    $("practice-state").textContent = microphoneProblem(error);
  }
  $("practice-record").textContent = "Record it again";
  $("practice-record").setAttribute("aria-pressed", "false");
});

let practiceQuestion = 0;
$("practice-next").addEventListener("click", () => {
  practiceQuestion = (practiceQuestion + 1) % QUESTIONS.length;
  $("practice-question").textContent = QUESTIONS[practiceQuestion];
  $("practice-clip").hidden = true;
  $("practice-state").textContent = "";
  if ($("practice-text")) $("practice-text").value = "";
});

// --- Connection ---------------------------------------------------------------------------------------

async function measure() {
  const times = [];
  try {
    for (let i = 0; i < 5; i += 1) {
      const began = performance.now();
      const answer = await fetch($("check").dataset.echo, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      times.push(performance.now() - began);
    }
  } catch {
    $("line").textContent = "The connection doesn't hold. The interview goes on wherever it breaks off, and nothing is lost; a steadier one is more pleasant.";
    return;
  }
  const middle = Math.round(times.sort((a, b) => a - b)[2]);
  const verdict = middle < 400 ? "good" : middle < 1500 ? "slow, and good enough" : "very slow; it will do, with short waits";
  $("line").textContent = `There and back in ${middle} ms: ${verdict}.`;
}

measure();
