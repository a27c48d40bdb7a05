// Comfort only: every page works without this file.

// ---- A question is met with its text in view, not only its input

document.addEventListener("click", (event) => {
  const link = event.target.closest(".govuk-error-summary a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  const input = target.matches("fieldset") ? target.querySelector("input, textarea") : target;
  event.preventDefault();
  (input.closest(".field") ?? target).scrollIntoView();
  input.focus({ preventScroll: true });
});

// ---- One press is one post

// On a slow network people press again. The server would answer with the same receipt, only slower still.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-prevent-double-click")) return;
  if (button.dataset.pressed) event.preventDefault();
  button.dataset.pressed = "yes";
});

// Back in history brings the page as it was left, with a button that would never work again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-pressed]")) delete button.dataset.pressed;
});

// ---- "Skriv ut" prints the document, not this page

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-print-pdf]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.title = "Dokumentet som skrivs ut";
  frame.onload = () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch {
      // Some browsers keep their PDF reader out of reach: then the document is opened instead.
      location.assign(link.href);
    }
  };
  frame.src = link.href;
  document.querySelector(".print-frame")?.remove();
  document.body.append(frame);
});
