// @ts-check
/** The way to the server: a socket, and single requests where sockets are blocked, for as long as they are. */

import { LiveSocket } from "./socket.js";
import { Requests } from "./requests.js";

const ATTEMPTS = 3;
const SUPERSEDED = 4409;
const OURS = 15_000; // milliseconds
const ENOUGH = 8_000; // milliseconds of trying are enough, however few attempts fit into them

export class Line {
  /**
   * @param {{socket: string} & import("./requests.js").Addresses} addresses
   * @param {{message: (m: any) => void, lost: () => void, ended: (code: number) => void}} on
   */
  constructor(addresses, on) {
    this.on = on;
    this.triedSince = performance.now();
    this.requests = new Requests(addresses, {
      message: on.message,
      up: () => (this.socket.atLeisure = true),
      lost: () => {
        this.socket.atLeisure = false;
        on.lost();
      },
      ended: (code) => {
        this.socket.finish();
        on.ended(code);
      },
      doubtful: () => this.socket.isDoubtful || this.socket.isOpen,
    });
    this.socket = new LiveSocket(addresses.socket, {
      message: on.message,
      up: () => {
        this.requests.stop();
        this.socket.atLeisure = false;
      },
      lost: () => {
        if (this.socket.attempt === 1) this.triedSince = performance.now();
        if (!this.requests.isOpen) on.lost();
        const enough = this.socket.attempt >= ATTEMPTS || (this.socket.attempt > 1 && performance.now() - this.triedSince > ENOUGH);
        if (enough) this.requests.start();
      },
      ended: (code) => {
        // A request of ours that was still on its way when the socket opened may be what took over.
        if (code === SUPERSEDED && performance.now() - this.requests.joinedAt < OURS) return false;
        this.requests.stop();
        on.ended(code);
        return true;
      },
    });
  }

  get isOpen() {
    return this.socket.isOpen || this.requests.isOpen;
  }

  /** No socket gets through: the interview goes on by requests. */
  get isSlow() {
    return this.requests.isOpen && !this.socket.isOpen;
  }

  /** @param {object} message @returns {boolean} whether it could be sent now */
  send(message) {
    return this.socket.send(message) || this.requests.send(message);
  }

  /** A frame needs a socket. @param {Uint8Array} frame @returns {boolean} */
  sendBinary(frame) {
    return this.socket.sendBinary(frame);
  }

  /** The interview is over, or goes on elsewhere. */
  finish() {
    this.socket.finish();
    this.requests.stop();
  }
}
