// Shows a question when the answer that it hangs on is given, and hides it when not. Comfort only: without this file all
// questions are there, each with a sentence that says when to answer it. What was typed stays and is sent along.

const form = document.querySelector("[data-form]");
const announcer = document.querySelector("[data-announcer]");
const HIDDEN = "[data-asked-if][hidden]";

// A select, a line or a box: what the browser would send under this name, of inputs that are asked themselves.
function sentUnder(name) {
  const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((one) => !one.closest(HIDDEN));
  const isChosen = (one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : true);
  const sent = inputs.filter(isChosen).map((one) => one.value);
  // A box without a tick sends nothing, which is an answer, too.
  return inputs.length && !sent.length ? [""] : sent;
}

const isMet = ([name, values]) => sentUnder(name).some((value) => values.includes(value));

// One question may hang on another that is hidden itself, so go on until nothing changes.
function settle() {
  const asked = [...form.querySelectorAll("[data-asked-if]")];
  for (let round = 0, isNew = true; isNew && round <= asked.length; round += 1) {
    isNew = false;
    for (const one of asked) {
      const isHidden = !JSON.parse(one.dataset.askedIf).every(isMet);
      if (one.hidden === isHidden) continue;
      if (isHidden && one.contains(document.activeElement)) leave(one);
      one.hidden = isHidden;
      isNew = true;
    }
  }
  for (const sentence of form.querySelectorAll("[data-when-asked]")) hideSentence(sentence);
}

// Focus in what disappears would be lost: it goes to the answer that made it disappear.
function leave(hiding) {
  const [[name]] = JSON.parse(hiding.dataset.askedIf);
  form.querySelector(`[name="${CSS.escape(name)}"]`)?.focus();
}

function hideSentence(sentence) {
  if (sentence.hidden) return;
  sentence.hidden = true;
  const hint = sentence.closest(".govuk-hint");
  if (hint && [...hint.childNodes].every((one) => one === sentence || !one.textContent.trim())) hint.hidden = true;
}

const namesShown = () =>
  [...form.querySelectorAll("[data-asked-if]")].filter((one) => !one.closest(HIDDEN)).map(nameOf);

const nameOf = (one) => one.querySelector("h2, h3, legend, label")?.textContent.trim() ?? "";

function settleAndTell() {
  const before = new Set(namesShown());
  settle();
  const shown = namesShown().filter((name) => name && !before.has(name));
  if (shown.length) announcer.textContent = `${shown.length === 1 ? "Ny fråga" : "Nya frågor"}: ${shown.join(", ")}`;
}

// rows.js tells of new rows by "input", too; browsers fill in by "change", or by "pageshow" when they go back.
for (const name of ["input", "change"]) form.addEventListener(name, settleAndTell);
window.addEventListener("pageshow", settle);
settle();
