// Pictures of signed paper go one by one, each with its answer beside it. Comfort only: the form works without this.
//
// A page that uses it has
//   form[data-papers]        an ordinary form whose answer, for one file, is a page with one [data-paper]: what to say of
//                            the file. data-paper="waits": it is not read yet, and the same address is asked again.
//                            data-checks-blur: whoever sends has a camera and can take a better picture.
//   template[data-paper-row] a row for a file: [data-name], [data-said], progress, and buttons with data-way "again",
//                            "anyway" or "drop"; what a row says meanwhile stands in data-words-… of the template
//   [data-paper-rows]        where rows go
//   [data-papers-state]      replaced by that of each answer, when the answer has one
//   [data-with-papers-script], [data-without-papers-script]  shown with this script, or without it

const LARGE = 4_000_000; // bytes: what takes long on a poor network
const LONGEST = 4_000; // pixels: some 340 to the inch of an A4, where 200 are enough
const QUALITY = 0.9;
const SHRUNK = /^image\/(jpeg|png|webp|heic|heif)$/; // a TIFF may have more pages than a browser shows
const LOOKED_AT = 1_500; // pixels of the longer side when the picture is judged
// Of all contrast in a tile, how much lies between neighbours: what can be read had 0.32 and more (tests/pdf/scans.py).
const SHARP = 0.3;
const TILE = 32; // pixels
const PRINT = 60; // of 255: less contrast is paper or table
const ENOUGH = 5; // tiles with print
const PAUSES = [2, 5, 15, 30]; // seconds before it is tried again
const UNTIL_READ = [1, 2, 3, 5, 10, 10, 20, 30, 30]; // seconds before it is asked whether it has been read
const LONGEST_PAUSE = 60; // seconds

const form = document.querySelector("form[data-papers]");
const template = document.querySelector("template[data-paper-row]");
const rows = document.querySelector("[data-paper-rows]");
const announcer = document.querySelector("[data-announcer]");
const words = template.dataset;
const queue = [];
let isAtWork = false;

const seconds = (count) => new Promise((over) => { setTimeout(over, count * 1_000); });

// What was chosen is in the rows; the browser's own word about it would say that nothing is.
form.classList.add("papers--at-once");
for (const one of document.querySelectorAll("[data-with-papers-script]")) one.hidden = false;
for (const one of document.querySelectorAll("[data-without-papers-script]")) one.hidden = true;

// ---- Choosing

for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    add(input.files);
    // Or the same page could not be photographed once more.
    input.value = "";
  });
}

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  // A file dropped beside the place would be opened instead of the page.
  event.preventDefault();
  form.classList.toggle("papers--over", form.contains(event.target));
});

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.classList.remove("papers--over");
  add(event.dataTransfer.files);
});

addEventListener("beforeunload", (event) => {
  if (isAtWork) event.preventDefault();
});

function add(files) {
  for (const file of files) queue.push(newRow(file));
  work();
}

// ---- Rows

function newRow(file) {
  const element = template.content.firstElementChild.cloneNode(true);
  const row = { element, file, name: file.name, maySendBlurred: !("checksBlur" in form.dataset) };
  element.querySelector("[data-name]").textContent = file.name;
  element.addEventListener("click", (event) => press(row, event.target.dataset.way));
  rows.append(element);
  say(row, words.wordsWaiting);
  return row;
}

function press(row, way) {
  if (!way) return;
  if (way === "drop") {
    row.element.remove();
    form.querySelector("input[type=file]").focus();
    return;
  }
  if (way === "anyway") row.maySendBlurred = true;
  queue.push(row);
  say(row, words.wordsWaiting);
  row.element.tabIndex = -1;
  row.element.focus();
  work();
}

// What is said, and which of the ways on are open.
function say(row, what, ways = []) {
  const said = row.element.querySelector("[data-said]");
  said.replaceChildren(...(typeof what === "string" ? [sentence(what)] : what));
  for (const button of row.element.querySelectorAll("[data-way]")) button.hidden = !ways.includes(button.dataset.way);
  row.element.querySelector("progress").hidden = true;
  return said;
}

const sentence = (text) => Object.assign(document.createElement("p"), { className: "papers__said", textContent: text });

function conclude(row, what, ways) {
  announcer.textContent = `${row.name}: ${say(row, what, ways).textContent.trim().replace(/\s+/g, " ")}`;
}

function showProgress(row, part) {
  const bar = row.element.querySelector("progress");
  bar.hidden = false;
  bar.value = part;
}

// ---- The queue

async function work() {
  if (isAtWork) return;
  isAtWork = true;
  for (let row = queue.shift(); row; row = queue.shift()) await take(row);
  isAtWork = false;
}

async function take(row) {
  say(row, words.wordsSending);
  row.blob ??= await prepared(row);
  if (row.isBlurred && !row.maySendBlurred) return conclude(row, words.wordsBlurred, ["anyway", "drop"]);
  const answer = await sent(row);
  const paper = answer?.response?.querySelector("[data-paper]");
  if (!paper) return conclude(row, heading(answer) ?? words.wordsLost, ["again", "drop"]);
  const isRefused = answer.status >= 400;
  refresh(answer.response);
  conclude(row, [...paper.childNodes], isRefused ? ["again", "drop"] : []);
  // Others need not wait for it.
  if (paper.dataset.paper === "waits") untilRead(row, answer.responseURL);
}

// The same bytes are one file to the server, so that what was sent twice is there once.
async function sent(row) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await post(row).catch(() => null);
    if (answer?.status === 400 && attempt === 0) {
      await renewToken();
      continue;
    }
    const isLater = !answer || answer.status === 429 || answer.status >= 500;
    if (!isLater || attempt >= PAUSES.length) return answer;
    const pause = Math.max(PAUSES[attempt], Number(answer?.getResponseHeader("Retry-After")) || 0);
    if (pause > LONGEST_PAUSE) return answer;
    say(row, words.wordsTriesAgain);
    await Promise.race([seconds(pause), ...(navigator.onLine ? [] : [backOnline()])]);
  }
}

const backOnline = () => new Promise((back) => { addEventListener("online", back, { once: true }); });

function post(row) {
  const body = new FormData();
  for (const input of form.querySelectorAll("input[type=hidden]")) body.append(input.name, input.value);
  body.append("file", row.blob, row.name);
  return new Promise((resolve, reject) => {
    // fetch does not tell how much has gone.
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.onprogress = ({ loaded, total }) => showProgress(row, loaded / total);
    request.onload = () => resolve(request);
    request.onerror = reject;
    request.send(body);
  });
}

async function pageAt(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("no page");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// The session may have ended while the page stood open.
async function renewToken() {
  const page = await pageAt(location.href).catch(() => null);
  const token = page?.querySelector("[name=csrf_token]");
  if (token) form.elements.csrf_token.value = token.value;
}

const heading = (answer) => answer?.response?.querySelector("h1")?.textContent.trim();

function refresh(page) {
  const after = page.querySelector("[data-papers-state]");
  if (after) document.querySelector("[data-papers-state]")?.replaceWith(after);
}

async function untilRead(row, address) {
  for (const pause of UNTIL_READ) {
    await seconds(pause);
    const page = await pageAt(address).catch(() => null);
    const paper = page?.querySelector("[data-paper]");
    if (!paper || paper.dataset.paper === "waits") continue;
    refresh(page);
    conclude(row, [...paper.childNodes]);
    return;
  }
}

// ---- Before it is sent

// The file as it will be sent. What this browser cannot show goes as it is.
async function prepared(row) {
  const { file } = row;
  if (!SHRUNK.test(file.type)) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  try {
    row.isBlurred = !row.maySendBlurred && sharpness(picture) < SHARP;
    if (file.size <= LARGE) return file;
    const smaller = await asJpeg(drawn(picture, LONGEST));
    return smaller && smaller.size < file.size ? smaller : file;
  } finally {
    picture.close();
  }
}

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const asJpeg = (canvas) => new Promise((made) => { canvas.toBlob(made, "image/jpeg", QUALITY); });

// How steep edges are, of 0 to 1, along that side of the picture along which they are less so: a hand that moves
// blurs one. Judged where there is print; 1 where there is none.
function sharpness(picture) {
  const canvas = drawn(picture, LOOKED_AT);
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const steep = [];
  for (let top = 0; top + TILE <= height; top += TILE) {
    for (let left = 0; left + TILE <= width; left += TILE) {
      const { contrast, across, along } = edgesIn(data, width, left, top);
      if (contrast > PRINT) steep.push([across / contrast, along / contrast]);
    }
  }
  return steep.length < ENOUGH ? 1 : Math.min(steepest(steep, 0), steepest(steep, 1));
}

function steepest(steep, side) {
  const sorted = steep.map((both) => both[side]).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.9)];
}

// Green is what a camera sees best, and grey enough.
function edgesIn(data, width, left, top) {
  let least = 255, most = 0, across = 0, along = 0;
  for (let y = top; y < top + TILE; y += 1) {
    for (let x = left; x < left + TILE; x += 1) {
      const at = 4 * (y * width + x) + 1;
      const value = data[at];
      least = Math.min(least, value);
      most = Math.max(most, value);
      if (x > left) across = Math.max(across, Math.abs(value - data[at - 4]));
      if (y > top) along = Math.max(along, Math.abs(value - data[at - 4 * width]));
    }
  }
  return { contrast: most - least, across, along };
}
