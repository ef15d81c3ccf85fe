// @ts-check
/**
 * Moves a portrait: the mouth by the speech's own timeline, the eyes and the head so that it doesn't seem frozen.
 * The mouth follows `audio.currentTime` on every frame; a clock of our own would drift from what is heard.
 */

const SVG = "http://www.w3.org/2000/svg";
const LEAD = 0.03; // seconds: a mouth opens before its sound
const EASE = 0.024; // seconds; 95 % of the way in about 70 ms

/**
 * The nine mouths: half width and half height of the opening, how much of the teeth and of the tongue is seen, and how
 * wide the closed lips are. X rest; A P B M; B most consonants, EE; C EH AE; D AA; E AO ER; F UW W; G F V; H L TH.
 * @type {Record<string, {rx: number, ry: number, teeth: number, tongue: number, lips: number}>}
 */
const MOUTHS = {
  X: { rx: 6.5, ry: 0, teeth: 0, tongue: 0, lips: 1 },
  A: { rx: 6, ry: 0, teeth: 0, tongue: 0, lips: 0.78 },
  B: { rx: 7.6, ry: 2.1, teeth: 1, tongue: 0, lips: 1 },
  C: { rx: 7.4, ry: 3.9, teeth: 0.7, tongue: 0.2, lips: 1 },
  D: { rx: 7.6, ry: 6.2, teeth: 0.5, tongue: 0.5, lips: 1 },
  E: { rx: 5.6, ry: 4.6, teeth: 0.3, tongue: 0.2, lips: 0.85 },
  F: { rx: 3.4, ry: 3.1, teeth: 0, tongue: 0, lips: 0.6 },
  G: { rx: 6.8, ry: 1.7, teeth: 1, tongue: 0, lips: 0.95 },
  H: { rx: 6.8, ry: 4.2, teeth: 0.4, tongue: 1, lips: 0.95 },
};

/** @param {string} name @param {Record<string, string>} attributes */
function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export class Avatar {
  /** @param {SVGSVGElement} svg @param {HTMLAudioElement} audio */
  constructor(svg, audio) {
    this.svg = svg;
    this.audio = audio;
    /** @type {{shape: string, start: number, end: number}[]} */
    this.visemes = [];
    this.index = 0;
    this.speaking = false;
    this.loudness = 0;
    this.nodAt = -10;
    this.blinkAt = 2;
    this.mouth = { ...MOUTHS.X };
    this.center = { x: 0, y: 0 };
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.#draw();
    let last = performance.now();
    const frame = (/** @type {number} */ now) => {
      this.#frame(now / 1000, Math.min(0.1, (now - last) / 1000));
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #draw() {
    const find = (/** @type {string} */ name) => /** @type {SVGGraphicsElement} */ (this.svg.querySelector(`.avatar__${name}`));
    this.head = find("head");
    this.eyes = find("eyes");
    this.body = find("body");
    this.lips = find("lips");
    this.opening = find("opening");
    this.center = { x: Number(this.opening.getAttribute("cx")), y: Number(this.opening.getAttribute("cy")) };
    const clip = element("clipPath", { id: "mouth-clip" });
    this.clip = element("ellipse", {});
    clip.append(this.clip);
    const inside = element("g", { "clip-path": "url(#mouth-clip)" });
    this.tongue = element("ellipse", { fill: "#d3706f", rx: "5" });
    this.teeth = element("rect", { fill: "#fbf7ee", rx: "1", width: "16", x: String(this.center.x - 8) });
    inside.append(this.tongue, this.teeth);
    this.opening.after(clip, inside);
  }

  /** @param {{shape: string, start: number, end: number}[]} visemes */
  load(visemes) {
    this.visemes = visemes;
    this.index = 0;
  }

  /** @param {number} level 0 to 1, of the candidate's voice */
  hear(level) {
    this.loudness = this.loudness * 0.9 + level * 0.1;
  }

  /** The mouth for a moment of the audio. @param {number} time */
  #shapeAt(time) {
    const list = this.visemes;
    if (this.index >= list.length || time < list[this.index].start) this.index = 0;
    while (this.index < list.length - 1 && time >= list[this.index].end) this.index += 1;
    const found = list[this.index];
    return found && time >= found.start && time < found.end ? found.shape : "X";
  }

  /** @param {number} now @param {number} passed seconds */
  #frame(now, passed) {
    const shape = this.speaking && !this.still.matches ? this.#shapeAt(this.audio.currentTime + LEAD) : "X";
    if (this.svg.dataset.shape !== shape) this.svg.dataset.shape = shape;
    const target = MOUTHS[shape] ?? MOUTHS.X;
    const share = 1 - Math.exp(-passed / EASE);
    for (const key of /** @type {const} */ (["rx", "ry", "teeth", "tongue", "lips"])) {
      this.mouth[key] += (target[key] - this.mouth[key]) * share;
    }
    this.#paintMouth();
    if (!this.still.matches) this.#paintHead(now);
  }

  #paintMouth() {
    const { rx, ry, teeth, tongue, lips } = this.mouth;
    const { x, y } = this.center;
    const low = y + ry * 0.3;
    for (const ellipse of [this.opening, this.clip]) {
      ellipse?.setAttribute("rx", rx.toFixed(2));
      ellipse?.setAttribute("ry", ry.toFixed(2));
      ellipse?.setAttribute("cy", low.toFixed(2));
      ellipse?.setAttribute("cx", String(x));
    }
    this.lips?.setAttribute("opacity", Math.max(0, 1 - ry / 1.6).toFixed(2));
    this.lips?.setAttribute("transform", `translate(${x} ${y}) scale(${lips.toFixed(3)} ${lips.toFixed(3)}) translate(${-x} ${-y})`);
    this.teeth?.setAttribute("y", (low - ry - 0.5).toFixed(2));
    this.teeth?.setAttribute("height", (teeth * Math.min(2.4, ry) + 0.4).toFixed(2));
    this.teeth?.setAttribute("opacity", ry > 0.4 ? String(Math.min(1, teeth * 1.5)) : "0");
    this.tongue?.setAttribute("cx", String(x));
    this.tongue?.setAttribute("cy", (low + ry * 0.85).toFixed(2));
    this.tongue?.setAttribute("ry", (tongue * ry * 0.75).toFixed(2));
  }

  /** Breathing, swaying by a degree, blinking every few seconds, nodding now and then while somebody speaks. @param {number} now */
  #paintHead(now) {
    if (this.loudness > 0.03 && now - this.nodAt > 4 + Math.random() * 4) this.nodAt = now;
    const nod = now - this.nodAt < 0.9 ? Math.sin(((now - this.nodAt) / 0.9) * Math.PI * 2) * 1.6 : 0;
    const sway = Math.sin(now * 0.7) * 0.6 + (this.speaking ? Math.sin(now * 1.9) * 0.5 : 0);
    const breath = Math.sin(now * 1.4);
    this.head?.setAttribute("transform", `translate(0 ${(breath * 0.35 + nod).toFixed(2)}) rotate(${sway.toFixed(2)} 60 92)`);
    this.body?.setAttribute("transform", `translate(0 ${(breath * 0.5).toFixed(2)})`);
    if (now > this.blinkAt + 0.15) this.blinkAt = now + 2 + Math.random() * 4;
    const lid = now > this.blinkAt ? 0.1 : 1;
    this.eyes?.setAttribute("transform", `translate(0 ${60 * (1 - lid)}) scale(1 ${lid})`);
  }
}
