// Keeps what is typed into a form and says how it goes. Comfort only: without this file "Spara och fortsätt senare"
// does so on request. One file, so that nothing is ever saved in silence, nor promised and not saved.

const PAUSE_AFTER_TYPING = 2_000; // times in milliseconds
const LONGEST_UNSAVED = 15_000; // for somebody who types without a pause
const FIRST_PAUSE_BETWEEN_TRIES = 2_000;
const LONGEST_PAUSE_BETWEEN_TRIES = 60_000;
const PATIENCE_WITH_SERVER = 20_000;
const PAUSE_BETWEEN_PRESSES = 3_000;
const MOST_BYTES_AFTER_LEAVING = 60_000; // browsers carry 64 KiB for a page that is gone

const form = document.querySelector("[data-form]");
const box = document.querySelector("[data-saving]");
const line = document.querySelector("[data-saving-text]");
const otherTab = document.querySelector("[data-other-tab]");
const announcer = document.querySelector("[data-announcer]");

let isDirty = false; // something was typed that no save has taken along
let state = "untouched"; // untouched, saving, saved, away, refused, conflict or filed
let doubtful = ""; // sent without an answer: the server may have saved it or not
let underWay = 0;
let lastRequest = Promise.resolve();
let unsavedSince = 0;
let failedTries = 0;
let pressedAt = 0;
let timer;

// Not form.action: our buttons are called "action" and hide it.
const address = () => form.getAttribute("action");

// Firefox puts old values back into hidden inputs on reload; the attribute is what the server wrote.
form.elements.revision.value = form.dataset.revision;

// Each request must carry the revision that the one before it made, so they never overlap.
function inTurn(request) {
  underWay += 1;
  lastRequest = lastRequest.then(request).finally(() => { underWay -= 1; });
  return lastRequest;
}

// ---- Saving

class ServerAway extends Error {}

function save() {
  clearTimeout(timer);
  return inTurn(async () => {
    if (!isDirty || state === "conflict" || state === "filed") return;
    isDirty = false;
    try {
      await send();
      unsavedSince = failedTries = 0;
    } catch (error) {
      isDirty = true;
      if (!(error instanceof ServerAway)) throw error;
      tell("away", { text: error.message });
      tryLater();
    }
  });
}

function tryLater() {
  const pause = Math.min(FIRST_PAUSE_BETWEEN_TRIES * 2 ** failedTries, LONGEST_PAUSE_BETWEEN_TRIES);
  failedTries += 1;
  timer = setTimeout(save, pause);
}

async function reach(url, options) {
  let reason = TEXTS.away;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_WITH_SERVER), ...options });
    if (answer.status < 500 && answer.status !== 429) return answer;
    reason = NOT_NOW;
  } catch { /* offline, or the server is silent */ }
  throw new ServerAway(reason);
}

async function send(isSecondTry = false) {
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "save");
  const before = doubtful;
  doubtful = answersIn(form);
  const answer = await reach(address(), {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    keepalive: body.toString().length < MOST_BYTES_AFTER_LEAVING,
  });
  doubtful = "";
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.ok && isJson) return keep(await answer.json());
  isDirty = true;
  if (answer.redirected && answer.url.includes("/arende/")) return tell("filed", { receipt: answer.url });
  if (answer.status === 409 && before && !isSecondTry) return sendUnlessAnother(before);
  if (answer.status === 409) return tell(isJson ? "conflict" : "filed");
  // The page was fetched anew, so a cookie that is still missing was not taken: let the next page say so.
  if (isSecondTry && answer.status === 400) form.append(markOfSecondTry());
  if (isSecondTry || ![400, 404, 410].includes(answer.status)) return tell("refused");
  if (answer.status !== 400) beginAnew();
  await readPageAgain();
  isDirty = false;
  return send(true);
}

// The network went away before the answer came: then the other tab was this one.
async function sendUnlessAnother(sentBefore) {
  const { revision, answers } = await readPageAgain();
  if (answers !== sentBefore) return tell("conflict");
  setRevision(revision);
  isDirty = false;
  return send(true);
}

function markOfSecondTry() {
  return Object.assign(document.createElement("input"), { type: "hidden", name: "asked_again", value: "y" });
}

function answersIn(someForm) {
  const data = new FormData(someForm);
  for (const name of ["csrf_token", "revision", "asked_again"]) data.delete(name);
  for (const name of [...data.keys()]) if (name.startsWith("removed-")) data.delete(name);
  // A file that is chosen is no answer yet: it goes a way of its own.
  const texts = [...data].filter(([, text]) => typeof text === "string");
  return new URLSearchParams(texts.map(([name, text]) => [name, text.trim()])).toString();
}

function keep(saved) {
  setRevision(saved.revision);
  if (address() !== saved.url) {
    form.setAttribute("action", saved.url);
    // Reload, the back button and a bookmark now lead to the draft.
    history.replaceState(null, "", saved.url);
  }
  tell("saved", { text: saved.saved, address: saved.address });
  // Who has pressed a button is told on the page that it leads to.
  if (saved.told && !pressedAt) putIn(saved.suggested, saved.told);
}

// Once only: whoever takes a suggestion away does not want it. Where somebody writes or has written, nothing is put in.
function putIn(suggested, told) {
  const inputs = Object.keys(suggested).map((name) => form.elements[name]);
  const isTaken = inputs.some((one) => one.value || one === document.activeElement || one.dataset.suggested);
  if (isTaken) return;
  for (const one of inputs) one.value = one.dataset.suggested = suggested[one.name];
  const note = Object.assign(document.createElement("p"), { className: "govuk-hint", textContent: told });
  inputs[0].closest("fieldset").querySelector("legend").after(note);
  announcer.textContent = told;
  form.dispatchEvent(new Event("input"));
}

function setRevision(number) {
  form.elements.revision.value = form.dataset.revision = number;
}

// The draft was erased while the page stood open: what stands here becomes a new one.
function beginAnew() {
  form.setAttribute("action", form.dataset.newUrl);
  setRevision("");
}

// A fresh token for a session that is gone, and the revision that is stored now.
async function readPageAgain() {
  const answer = await reach(address());
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-form]");
  if (!fresh) return { url: answer.url };
  form.elements.csrf_token.value = fresh.elements.csrf_token.value;
  return { url: answer.url, revision: fresh.dataset.revision, answers: answersIn(fresh) };
}

// ---- Telling: in the line that everybody sees, and aloud when there is news

const TEXTS = {
  saving: "Sparar …",
  away: "Ingen kontakt med servern just nu. Det du har skrivit finns kvar här på sidan och sparas när kontakten är tillbaka.",
  refused: "Svaren kunde inte sparas. Det du har skrivit finns kvar här på sidan. Tryck på ”Spara och fortsätt senare” för att se vad som är fel.",
  conflict: "Utkastet har sparats i en annan flik. Dina svar är inte sparade. ",
  filed: "Svaren är redan inlämnade. Det du ändrar här sparas inte. ",
};
// The server answers: a limit is reached, or it has no room.
const NOT_NOW = "Servern kan inte spara just nu. Det du har skrivit finns kvar här på sidan och sparas så snart det går.";
// By what was told before. Not after each pause in typing.
const NEWS_OF_SAVED = { untouched: "Sparat. Svaren sparas medan du skriver.", saved: "" };


function tell(newState, { text, address, receipt } = {}) {
  line.textContent = text ?? TEXTS[newState];
  const news = newsOf(newState);
  if (news) announcer.textContent = news;
  state = newState;
  promise();
  box.classList.toggle("saving--trouble", state !== "saved");
  otherTab.hidden = state !== "conflict";
  if (state === "conflict") addLink("Välj vilka svar som ska gälla", "#other-tab");
  if (receipt) addLink("Gå till kvittot", receipt);
  if (address) showAddress(address);
}

function newsOf(newState) {
  if (newState === state || newState === "saving") return "";
  return newState === "saved" ? NEWS_OF_SAVED[state] ?? "Nu är allt sparat." : line.textContent;
}

// The page says that answers are saved while they are typed only as long as they are.
function promise() {
  const isKept = !["refused", "conflict", "filed"].includes(state);
  for (const one of document.querySelectorAll("[data-while-saving]")) one.hidden = !isKept;
  for (const one of document.querySelectorAll("[data-unless-saving]")) one.hidden = isKept;
}

function addLink(text, href) {
  const link = document.createElement("a");
  Object.assign(link, { href, textContent: text, className: "govuk-link" });
  line.append(link);
}

function showAddress(address) {
  const field = document.getElementById("own-address");
  if (field) field.value = address;
  otherTab.querySelector("a").href = address;
}

// Somebody pressed a button and looks elsewhere than at the line about saving.
function remind(isAloud) {
  line.scrollIntoView({ block: "nearest" });
  if (!isAloud) return;
  // The same words once more are read only when they have been away.
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = line.textContent; });
}

// ---- When it is saved

form.addEventListener("input", () => {
  isDirty = true;
  unsavedSince ||= Date.now();
  if (state === "away") return; // the next try is planned already
  clearTimeout(timer);
  const wait = Math.min(PAUSE_AFTER_TYPING, unsavedSince + LONGEST_UNSAVED - Date.now());
  timer = setTimeout(save, Math.max(wait, 0));
});

form.addEventListener("focusout", (event) => {
  // From question to question the pause above is soon enough, and a button sends everything itself.
  if (isDirty && !form.contains(event.relatedTarget) && state !== "away") save();
});

document.addEventListener("visibilitychange", () => {
  if (isDirty && document.visibilityState === "hidden") save();
});
addEventListener("pagehide", () => { if (isDirty) save(); });
addEventListener("online", () => { if (isDirty) save(); });

// Leaving in the middle of a save, or with text that could not be saved, would lose it.
addEventListener("beforeunload", (event) => {
  const isSafe = state === "untouched" || state === "saved";
  if (isDirty && (underWay || !isSafe)) event.preventDefault();
});

// Back in history brings the page as it was left, while the draft may have moved on.
addEventListener("pageshow", (event) => {
  pressedAt = 0;
  if (event.persisted) inTurn(catchUp);
});

async function catchUp() {
  const { url, revision } = await readPageAgain().catch(() => ({}));
  if (!url || revision === form.dataset.revision) return;
  if (revision === undefined) location.replace(url); // filed or erased: what is there now says so
  else if (isDirty) tell("conflict");
  else location.replace(location.href);
}

// ---- Pressing a button that leads on

// What is typed is saved before the page is left: then a server that is away costs nothing, no save under way
// collides with the answer, and the back button leads to the draft.
form.addEventListener("submit", (event) => {
  const isSaved = !isDirty && !underWay;
  const isPressedAgain = Date.now() - pressedAt < PAUSE_BETWEEN_PRESSES;
  if (isSaved && !isPressedAgain) {
    pressedAt = Date.now();
    return;
  }
  event.preventDefault();
  if (!isPressedAgain) saveAndSubmit(event.submitter);
});

async function saveAndSubmit(button) {
  pressedAt = Date.now();
  await save();
  pressedAt = 0;
  if (state === "away") {
    remind(true);
    return;
  }
  isDirty = false; // the server has it, or will say on the next page why not
  // Browsers ignore a second submission before the first one's event has ended.
  setTimeout(() => form.requestSubmit(button));
}

// ---- Saved in another tab

document.querySelector("[data-overwrite]").addEventListener("click", async () => {
  await inTurn(async () => {
    const { revision } = await readPageAgain().catch(() => ({}));
    if (revision !== undefined) setRevision(revision);
  });
  tell("saving");
  isDirty = true;
  await save();
  remind(false);
});

// rows.js and attaching.js change the draft on the server, too, and must not do so in the middle of a save.
form.addEventListener("turn", (event) => {
  event.preventDefault();
  inTurn(event.detail);
});

// attaching.js sends what is typed along with files.
form.addEventListener("kept", (event) => { keep(event.detail); });

promise();

// ---- Typed before this file came

// Not on reload or on the way back: then the browser has put in what stood there before.
function isTypedAlready() {
  const written = new DOMParser().parseFromString(form.outerHTML, "text/html").forms[0];
  const [arrival] = performance.getEntriesByType("navigation");
  return arrival?.type === "navigate" && answersIn(form) !== answersIn(written);
}

if (isTypedAlready()) form.dispatchEvent(new Event("input"));
