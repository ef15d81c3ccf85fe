// @ts-check
// Two to five candidates can be compared: the button says so before it is pressed. Without this the page it leads to does.

const LEAST = 2;
const MOST = 5;

/** @param {HTMLFormElement} form */
function count(form) {
  const button = form.querySelector("button[type=submit]");
  const words = form.querySelector("[data-chosen]");
  if (!(button instanceof HTMLButtonElement) || !words) return;
  const chosen = form.querySelectorAll("input[name=session]:checked").length;
  button.disabled = chosen < LEAST || chosen > MOST;
  if (chosen === 0) words.textContent = "Choose two to five candidates of one version.";
  else if (chosen < LEAST) words.textContent = "One is chosen: choose another.";
  else if (chosen > MOST) words.textContent = `${chosen} are chosen: five at most can be compared.`;
  else words.textContent = `${chosen} are chosen.`;
}

function all() {
  for (const form of document.querySelectorAll("form[data-choose]")) {
    if (form instanceof HTMLFormElement) count(form);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-choose]") : null;
  if (form instanceof HTMLFormElement) count(form);
});
// The table was exchanged, and what was chosen in it is gone with it.
document.addEventListener("htmx:afterSettle", all);
all();
