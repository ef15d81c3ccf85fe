// Looks every three seconds whether the page still waits for something, and loads it anew when it doesn't.
// The reader isn't disturbed before that. Without JavaScript the page refreshes itself.

const EVERY = 3000;

async function look() {
  try {
    const response = await fetch(window.location.href, { credentials: "same-origin", redirect: "error" });
    const page = await response.text();
    if (response.ok && !page.includes("data-waiting")) {
      window.location.reload();
      return;
    }
  } catch {
    // Out of reach for a moment: look again.
  }
  window.setTimeout(look, EVERY);
}

window.setTimeout(look, EVERY);
