// Files are uploaded one by one as soon as they are chosen, each with its progress. Comfort only: the same question
// works without this file. What is typed goes with each file, and comes back with the answer (templates/kinds/attachments.html).

const form = document.querySelector("[data-form]");
const announcer = document.querySelector("[data-announcer]");
const PAUSES = [2, 5, 15]; // seconds before it is tried again
const LONGEST_PAUSE = 60; // seconds

const queue = [];
let isAtWork = false;
let failed = []; // rows of what was not taken since work began
let pressed = null; // the button that leads on when all is uploaded

const seconds = (count) => new Promise((over) => { setTimeout(over, count * 1_000); });
const questionOf = (element) => element.closest("[data-files]");
const find = (row, what) => row.element.querySelector(`[data-${what}]`);

function prepare(question) {
  for (const one of question.querySelectorAll("[data-with-files-script]")) one.hidden = false;
  for (const one of question.querySelectorAll("[data-without-files-script]")) one.hidden = true;
}

for (const question of document.querySelectorAll("[data-files]")) prepare(question);

// ---- Choosing

document.addEventListener("change", (event) => {
  const question = questionOf(event.target);
  if (!question || event.target.type !== "file") return;
  add(question, event.target.files);
  // Else they would be sent once more, and the same one could not be chosen again.
  event.target.value = "";
});

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  for (const one of document.querySelectorAll("[data-files]")) one.classList.toggle("files--over", one === questionOf(event.target));
});

document.addEventListener("drop", (event) => {
  const question = questionOf(event.target);
  if (!holdsFiles(event) || !question) return;
  event.preventDefault();
  question.classList.remove("files--over");
  add(question, event.dataTransfer.files);
});

addEventListener("beforeunload", (event) => {
  if (isAtWork) event.preventDefault();
});

function add(question, files) {
  for (const file of files) queue.push(newRow(question, file));
  work();
}

// ---- Pressing a button that leads on

// Before saving.js sends: whoever is led on would never hear what became of the files that are under way.
document.addEventListener("submit", (event) => {
  if (!isAtWork || event.target !== form) return;
  event.preventDefault();
  event.stopPropagation();
  pressed = event.submitter;
  tellAtButtons("wordsHeld");
}, true);

function leadOn() {
  const button = pressed.isConnected ? pressed : null;
  pressed = null;
  if (!failed.length) {
    tellAtButtons(null);
    form.requestSubmit(button);
    return;
  }
  tellAtButtons("wordsStayed");
  failed[0].element.querySelector("[data-way]:not([hidden])")?.focus();
}

function tellAtButtons(which) {
  const note = form.querySelector("[data-files-held]");
  note.hidden = !which;
  note.textContent = which ? document.querySelector("[data-files-row]").dataset[which] : "";
  if (which) announce(note.textContent);
}

// ---- Rows

function newRow(question, file) {
  const template = question.querySelector("[data-files-row]");
  const element = template.content.firstElementChild.cloneNode(true);
  const row = { element, file, id: question.id, words: template.dataset };
  find(row, "name").textContent = file.name;
  element.addEventListener("click", (event) => press(row, event.target.dataset.way));
  question.querySelector("[data-files-rows]").append(element);
  say(row, row.words.wordsWaiting);
  return row;
}

function press(row, way) {
  if (way === "drop") {
    const input = questionOf(row.element).querySelector("input[type=file]");
    row.element.remove();
    input?.focus();
  } else if (way === "again") {
    queue.push(row);
    say(row, row.words.wordsWaiting);
    work();
  }
}

function say(row, text, ways = []) {
  find(row, "said").textContent = text;
  for (const button of row.element.querySelectorAll("[data-way]")) button.hidden = !ways.includes(button.dataset.way);
  row.element.querySelector("progress").hidden = true;
}

function announce(text) {
  announcer.textContent = text;
}

function showProgress(row, part) {
  const bar = row.element.querySelector("progress");
  say(row, part < 1 ? row.words.wordsSending : row.words.wordsWorking);
  bar.hidden = false;
  if (part < 1) bar.value = part;
  else bar.removeAttribute("value");
}

// ---- The queue

async function work() {
  if (isAtWork) return;
  isAtWork = true;
  failed = [];
  for (let row = queue.shift(); row; row = queue.shift()) await inTurn(() => take(row));
  isAtWork = false;
  if (pressed) leadOn();
}

// What is typed goes along, and must not do so in the middle of a save.
function inTurn(request) {
  return new Promise((done) => {
    const detail = () => request().finally(done);
    if (form.dispatchEvent(new CustomEvent("turn", { cancelable: true, detail }))) detail();
  });
}

async function take(row) {
  showProgress(row, 0);
  const answer = await sent(row);
  const question = answer?.response?.getElementById(row.id);
  if (!question) return conclude(row, heading(answer) ?? row.words.wordsLost, ["again", "drop"]);
  const problem = question.querySelector("[data-files-errors]").textContent.replace(/\s+/g, " ").replace("Fel:", "").trim();
  const told = question.querySelector("[data-files-told]")?.textContent;
  show(answer, question);
  if (problem) return conclude(row, problem, ["drop"]);
  row.element.remove();
  announce(told ?? `${row.file.name} ${row.words.wordsDone}`);
}

function conclude(row, text, ways) {
  failed.push(row);
  say(row, text, ways);
  announce(text.includes(row.file.name) ? text : `${row.file.name}: ${text}`);
}

const heading = (answer) => answer?.response?.querySelector("h1")?.textContent.trim();

async function sent(row) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await post(row).catch(() => null);
    const isLater = !answer || answer.status === 429 || answer.status >= 500;
    if (!isLater || attempt >= PAUSES.length) return answer;
    const pause = Math.max(PAUSES[attempt], Number(answer?.getResponseHeader("Retry-After")) || 0);
    if (pause > LONGEST_PAUSE) return answer;
    await seconds(pause);
  }
}

function post(row) {
  const question = document.getElementById(row.id);
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.append(question.dataset.input, row.file, row.file.name);
  return new Promise((resolve, reject) => {
    // fetch does not tell how much has gone.
    const request = new XMLHttpRequest();
    request.open("POST", question.dataset.adds);
    request.responseType = "document";
    request.upload.onprogress = ({ loaded, total }) => showProgress(row, loaded / total);
    request.onload = () => resolve(request);
    request.onerror = reject;
    request.send(body);
  });
}

// ---- What came of it

function show(answer, after) {
  const page = answer.response.querySelector("[data-form]");
  const before = document.getElementById(after.id);
  // What was typed while it was sent must not be overwritten by what was sent.
  for (const input of before.querySelectorAll("[data-says]")) {
    const same = after.querySelector(`[data-says="${input.dataset.says}"]`);
    if (same) same.value = input.value;
  }
  after.querySelector("[data-files-rows]").replaceWith(before.querySelector("[data-files-rows]"));
  after.querySelector("[data-files-errors]").replaceChildren();
  after.classList.remove("govuk-form-group--error");
  before.replaceWith(after);
  prepare(after);
  // Of other questions only where their files go: the draft may have begun.
  for (const other of answer.response.querySelectorAll("[data-files]")) {
    const here = document.getElementById(other.id);
    here.dataset.adds = other.dataset.adds;
  }
  // Another tab has saved: whose answers count is asked at the next save.
  if (answer.status === 409) return;
  form.dispatchEvent(new CustomEvent("kept", { detail: {
    url: page.getAttribute("action"),
    revision: page.dataset.revision,
    saved: page.querySelector("[data-saving-text]").textContent,
    address: answer.response.getElementById("own-address")?.value,
  } }));
}

// ---- Taking away

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-removes-file]");
  if (!button) return;
  event.preventDefault();
  button.setAttribute("aria-busy", "true");
  inTurn(() => remove(button).catch(() => form.requestSubmit(button)));
});

async function remove(button) {
  const { id } = questionOf(button);
  const answer = await fetch(button.formAction, { method: "POST", body: new URLSearchParams([...new FormData(form)].filter(([, value]) => !(value instanceof File))) });
  const response = new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = response.getElementById(id);
  if (!answer.ok || !question) throw new Error("no question in the answer");
  const told = question.querySelector("[data-files-told]")?.textContent;
  show({ response }, question);
  document.getElementById(id).querySelector("input[type=file]")?.focus();
  if (told) announce(told);
}
