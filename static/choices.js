// Shows the text of "Annat" when that is chosen, and lets "Inget av dessa" and the others rule each other out. Comfort
// only: without this file the text is always there, and the server says what cannot stand together.

const form = document.querySelector("[data-form]");

// A radio button, a box, or a list that opens.
const isChosen = (input) => (input.tagName === "SELECT" ? input.value === "other" : input.checked);

const isAny = (input) => (input.tagName === "SELECT" ? input.value !== "" : input.checked);
const named = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];

// What is not shown is not sent, but stays as it was typed for whoever chooses it again.
function settle() {
  for (const block of form.querySelectorAll("[data-other-of]")) {
    const isShown = isChosen(document.getElementById(block.dataset.otherOf));
    const around = block.parentElement;
    if (around.hidden === !isShown) continue;
    around.hidden = !isShown;
    block.querySelector("input").disabled = !isShown;
  }
}

function ruleOut(pressed) {
  if (pressed.type !== "checkbox" || !pressed.checked) return;
  const rulesOut = "rulesOutOthers" in pressed.dataset;
  for (const one of named(pressed.name)) {
    if (one !== pressed && (rulesOut || "rulesOutOthers" in one.dataset)) one.checked = false;
  }
}

// A text alone counts as the choice, also one that was typed before this file came.
for (const block of form.querySelectorAll("[data-other-of]")) {
  const input = document.getElementById(block.dataset.otherOf);
  if (!block.querySelector("input").value || named(input.name).some(isAny)) continue;
  if (input.tagName === "SELECT") input.value = "other";
  else input.checked = true;
}

form.addEventListener("change", (event) => {
  ruleOut(event.target);
  settle();
});
// rows.js tells of new rows by "input"; the browser fills in on the way back.
form.addEventListener("input", settle);
window.addEventListener("pageshow", settle);
settle();
