// Comfort only: without this file the text is marked and copied by hand.

const announcer = document.querySelector("[data-announcer]");

for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copyText);
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    // Without https browsers give no clipboard; a marked text can still be copied.
    getSelection().selectAllChildren(text);
    document.execCommand("copy");
  }
  button.textContent = "Kopierad";
  announcer.textContent = "Texten är kopierad.";
  setTimeout(() => {
    button.textContent = "Kopiera texten";
    announcer.textContent = "";
  }, 4000);
}
