// Comfort only: every page works without this file.

const announcer = document.querySelector("[data-announcer]");

function announce(text) {
  if (announcer) announcer.textContent = text;
}

// ---- Errors are heard and reached at once, instead of after the whole header

document.querySelector("[data-error-summary]")?.focus();

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

// ---- Persons are added and removed without the page jumping

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-changes-list]");
  if (!button || button.dataset.plain) return;
  event.preventDefault();
  button.setAttribute("aria-busy", "true");
  try {
    await changeList(button);
  } catch {
    // Offline, logged out or refused: let the browser show what the server has to say.
    button.dataset.plain = "yes";
    button.form.requestSubmit(button);
  }
});

async function changeList(button) {
  const form = button.form;
  const id = button.dataset.changesList;
  const before = document.getElementById(id);
  const wasAdded = button.value.startsWith("add-");
  // Not form.action: our buttons are called "action" and hide it.
  const address = form.getAttribute("action") ?? location.href;
  const answer = await fetch(address, { method: "POST", body: new FormData(form, button) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const after = page.getElementById(id);
  if (!answer.ok || !after) throw new Error("no list in the answer");

  // What was typed while we waited must not be overwritten by what was sent before.
  for (const input of before.querySelectorAll("input")) {
    const same = after.querySelector(`[name="${CSS.escape(input.name)}"]`);
    if (same && wasAdded) same.value = input.value;
  }
  before.replaceWith(after);
  if (answer.redirected) {
    form.setAttribute("action", answer.url);
    history.replaceState(null, "", answer.url);
  }
  const persons = after.querySelectorAll(".person");
  if (wasAdded) {
    persons[persons.length - 1].querySelector("input").focus();
    announce(`${persons[persons.length - 1].querySelector("legend").textContent.trim()} är tillagd.`);
  } else {
    after.querySelector("[value^='add-']")?.focus();
    announce(`Borttagen. Nu är det ${persons.length} kvar.`);
  }
}

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
