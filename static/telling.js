// Says how saving goes: in the line that everybody sees, and aloud when there is news. saving.js says when.

const form = document.querySelector("[data-form]");
const box = document.querySelector("[data-saving]");
const line = document.querySelector("[data-saving-text]");
const otherTab = document.querySelector("[data-other-tab]");
const announcer = document.querySelector("[data-announcer]");

const TEXTS = {
  saving: "Sparar …",
  away: "Ingen kontakt med servern just nu. Det du har skrivit finns kvar här på sidan och sparas när kontakten är tillbaka.",
  refused: "Svaren kunde inte sparas. Det du har skrivit finns kvar här på sidan. Tryck på ”Spara och fortsätt senare” för att se vad som är fel.",
  conflict: "Utkastet har sparats i en annan flik. Dina svar är inte sparade. ",
  filed: "Blanketten är redan inlämnad. Det du ändrar här sparas inte. ",
};
// By what was told before. Not after each pause in typing.
const NEWS_OF_SAVED = { untouched: "Sparat. Svaren sparas medan du skriver.", saved: "" };

let told = "untouched";

form.addEventListener("saving", ({ detail: { state, text, address, receipt } }) => {
  line.textContent = text ?? TEXTS[state];
  const news = newsOf(state);
  if (news) announcer.textContent = news;
  told = state;
  box.classList.toggle("saving--trouble", state !== "saved");
  otherTab.hidden = state !== "conflict";
  if (state === "conflict") addLink("Välj vilka svar som ska gälla", "#other-tab");
  if (receipt) addLink("Gå till kvittot", receipt);
  if (address) showAddress(address);
});

function newsOf(state) {
  if (state === told || state === "saving") return "";
  return state === "saved" ? NEWS_OF_SAVED[told] ?? "Nu är allt sparat." : TEXTS[state];
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

form.addEventListener("saving-reminder", ({ detail: { isAloud } }) => {
  line.scrollIntoView({ block: "nearest" });
  if (!isAloud) return;
  // The same words once more are read only when they have been away.
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = line.textContent; });
});
