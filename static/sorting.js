// One key chooses what a page is and sends it. Comfort only: the form works without this, and who speaks to the computer
// turns it off (WCAG 2.2, 2.1.4). It is remembered in this browser.

const REMEMBERED = "sorting without keys";

const form = document.querySelector("form[data-sorting]");
const offer = document.querySelector("[data-sorting-keys]");
const box = offer.querySelector("input");
const choices = [...form.querySelectorAll("[type=radio]")];

// A browser that keeps nothing refuses by an exception.
function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) !== null;
  } catch {
    return false;
  }
}

function remember(isOff) {
  try {
    if (isOff) localStorage.setItem(REMEMBERED, "");
    else localStorage.removeItem(REMEMBERED);
  } catch { /* asked again on the next page */ }
}

function show() {
  form.classList.toggle("sorting--keys", box.checked);
}

box.checked = !remembered();
box.addEventListener("change", () => {
  remember(!box.checked);
  show();
});
offer.hidden = false;
show();

document.addEventListener("keydown", (event) => {
  if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.matches("input:not([type=radio], [type=checkbox])")) return;
  const chosen = /^[1-9]$/.test(event.key) && choices[event.key - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.checked = true;
  if (chosen.value === "annan") form.elements.plan.focus();
  else form.requestSubmit(form.querySelector("button"));
});
