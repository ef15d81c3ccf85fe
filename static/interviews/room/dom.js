// @ts-check
/** Small helpers for the page. */

/** @param {string} id @returns {any} */
export const $ = (id) => document.getElementById(id);

/** Say something to people who don't see the page. @param {string} text */
export function announce(text) {
  $("announcer").textContent = text;
}

/** @param {HTMLElement} element @param {string[]} items */
export function list(element, items) {
  element.replaceChildren(
    ...items.map((item) => {
      const entry = document.createElement("li");
      entry.textContent = item;
      return entry;
    }),
  );
}

/** @param {number} milliseconds */
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Seconds as 1:05. @param {number} seconds */
export const clockTime = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
