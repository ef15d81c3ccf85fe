// @ts-check
// What pages gain with JavaScript: a button that copies a link, and a question before what can't be undone.

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy ?? ""));
  const status = /** @type {HTMLElement} */ (document.getElementById(button.getAttribute("aria-describedby") ?? ""));
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      // Without https there is no clipboard interface; the selected text can still be copied the old way.
      copied = document.execCommand("copy");
    }
    status.textContent = copied ? "Copied." : "Please copy the selected link yourself.";
  });
}

// On the document, so that forms which came later are asked about as well.
document.addEventListener("submit", (event) => {
  const { confirm } = /** @type {HTMLFormElement} */ (event.target).dataset;
  if (confirm && !window.confirm(confirm)) event.preventDefault();
});

for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[readonly][data-select]"))) {
  field.addEventListener("focus", () => field.select());
}
