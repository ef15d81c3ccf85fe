// @ts-check
// A click on a quote plays the moment of the recording in which it was said. Without JavaScript the same link opens
// the recording at that moment.

/**
 * @param {HTMLAudioElement} player
 * @returns {Promise<void>}
 */
function ready(player) {
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) return Promise.resolve();
  return new Promise((resolve, reject) => {
    player.addEventListener("loadedmetadata", () => resolve(), { once: true });
    player.addEventListener("error", () => reject(player.error), { once: true });
    player.preload = "metadata";
    player.load();
  });
}

/**
 * @param {HTMLAudioElement} player
 * @param {number} seconds
 */
async function playFrom(player, seconds) {
  for (const other of document.querySelectorAll("audio")) {
    if (other !== player) other.pause();
  }
  await ready(player);
  player.currentTime = seconds;
  await player.play();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-player]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const player = document.getElementById(link.dataset.player ?? "");
  if (!(player instanceof HTMLAudioElement)) return;
  event.preventDefault();
  playFrom(player, Number(link.dataset.at)).catch(() => {
    // What the page's own player can't play, the browser may on a page of its own.
    window.location.assign(link.href);
  });
});
