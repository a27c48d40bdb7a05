// Adds, removes and copies rows of lists without the page jumping. Comfort only: the same buttons work without this file.

const form = document.querySelector("[data-form]");
const announcer = document.querySelector("[data-announcer]");

const titleOf = (person) => person.querySelector("legend").textContent.trim();

const INPUTS = "input:not([type=hidden]), select, textarea";

// The value of a button or a box is what it says when it is chosen.
function take(input, other) {
  if (["checkbox", "radio"].includes(input.type)) input.checked = other.checked;
  else input.value = other.value;
}

const isAnswered = (input) => (["checkbox", "radio"].includes(input.type) ? input.checked : input.value.trim() !== "");

// ---- Adding and removing

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-changes-list]");
  if (!button || button.dataset.plain) return;
  const change = () => changeList(button).catch(() => pressPlainly(button));
  // Taken by saving.js; without it the browser presses the button.
  if (form.dispatchEvent(new CustomEvent("turn", { cancelable: true, detail: change }))) return;
  event.preventDefault();
  button.setAttribute("aria-busy", "true");
});

// Offline, logged out or refused: let the browser show what the server has to say.
function pressPlainly(button) {
  button.removeAttribute("aria-busy");
  button.dataset.plain = "yes";
  setTimeout(() => {
    form.requestSubmit(button);
    delete button.dataset.plain;
  });
}

async function changeList(button) {
  const id = button.dataset.changesList;
  const before = document.getElementById(id);
  const action = button.value.split("-")[0];
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form, button) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const after = page.getElementById(id);
  if (!answer.ok || !after) throw new Error("no list in the answer");

  // What was typed while we waited must not be overwritten by what was sent before.
  for (const input of before.querySelectorAll(INPUTS)) {
    const same = input.id && after.querySelector(`#${CSS.escape(input.id)}`);
    if (same && action === "add") take(same, input);
  }
  // Where the focus goes without a script, too: to whom was added, or to the button that brings back who was removed.
  const next = page.querySelector("[autofocus]");
  const removed = page.querySelector("[data-removed]");
  form.querySelector("[data-removed]")?.remove();
  before.replaceWith(after);
  if (removed) after.closest(".question").after(removed);
  refreshOffers(page);
  form.elements.revision.value = form.dataset.revision = page.querySelector("[data-form]").dataset.revision;
  form.dispatchEvent(new Event("input"));
  next?.focus();
  announcer.textContent = wordsAbout(action, after, next, removed);
}

function wordsAbout(action, list, next, removed) {
  if (removed) return `${removed.querySelector("p").textContent} Nu är det ${list.querySelectorAll(".person").length} kvar.`;
  const person = next?.closest(".person");
  return person ? `${titleOf(person)} är ${action === "undo" ? "tillbaka" : "tillagd"}.` : "";
}

// Other lists may offer a person more, or one less, to copy from.
function refreshOffers(page) {
  for (const old of form.querySelectorAll(".person__same")) old.remove();
  for (const offers of page.querySelectorAll(".person__same")) {
    const person = document.getElementById(offers.closest("fieldset").id);
    person?.querySelector("legend").after(offers);
  }
}

// ---- A person who has been typed once

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copies-person]");
  if (!button) return;
  event.preventDefault();
  const [, list, row, otherList, otherRow] = button.value.match(/^same-(.+)-(\d+)-(.+)-(\d+)$/);
  const inputs = document.getElementById(`${otherList}-${otherRow}`).querySelectorAll(INPUTS);
  const person = button.closest(".person");
  person.querySelector(".person__nobody")?.remove();
  if (![...inputs].some(isAnswered)) {
    const nobody = document.createElement("p");
    nobody.className = "check person__nobody";
    const other = titleOf(inputs[0].closest(".person"));
    nobody.textContent = `${other} är inte ifylld ännu. Fyll i ${other.toLowerCase()} först eller skriv personen här.`;
    button.parentElement.after(nobody);
    announcer.textContent = nobody.textContent;
    return;
  }
  for (const input of inputs) {
    const part = input.id.slice(`${otherList}-${otherRow}-`.length);
    take(document.getElementById(`${list}-${row}-${part}`), input);
  }
  form.dispatchEvent(new Event("input"));
  announcer.textContent = `${titleOf(person)}: ${button.firstChild.textContent.trim().toLowerCase()}.`;
});
