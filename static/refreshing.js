// Shows how far files have been read, without loading the page anew under its reader. Without this file the page does
// that by itself. What is said of all of it is said aloud when it changes.

const PAUSE = 3_000; // milliseconds

const announcer = document.querySelector("[data-announcer]");
const told = () => document.querySelector("[data-told]")?.textContent.trim() ?? "";

async function pageOfNow() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function refresh() {
  const shown = document.querySelector("[data-refreshed]");
  const next = (await pageOfNow()).getElementById(shown.id);
  // Whoever stands on a link in it would lose their place.
  if (!next || shown.contains(document.activeElement)) return;
  const before = told();
  shown.replaceWith(next);
  if (told() !== before) announcer.textContent = told();
}

async function goOn() {
  while (document.querySelector("[data-refreshed]")) {
    await new Promise((over) => { setTimeout(over, PAUSE); });
    if (document.hidden) continue;
    // Away for a while: what is shown stays true of the moment when it was shown.
    await refresh().catch(() => {});
  }
}

goOn();
