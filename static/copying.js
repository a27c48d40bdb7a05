// Buttons that copy an address or a text. Comfort only: without this file it is marked and copied by hand.

const TIME_TO_READ = 4_000; // milliseconds

const announcer = document.querySelector("[data-announcer]");

for (const button of document.querySelectorAll("button[data-copy]")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const text = source.value ?? source.textContent;
    announcer.textContent = text ? await copy(source, text, button.dataset.copied) : "Inget är sparat ännu.";
    if (!text) return;
    button.textContent = announcer.textContent;
    setTimeout(() => { button.textContent = label; }, TIME_TO_READ);
  });
}

// Gives what to say about it.
async function copy(source, text, success) {
  mark(source);
  try {
    await navigator.clipboard.writeText(text);
    return success;
  } catch {
    // Without https browsers give no clipboard; what is marked can still be copied.
    return document.execCommand("copy") ? success : "Tryck Ctrl+C för att kopiera";
  }
}

function mark(source) {
  if (!source.select) return getSelection().selectAllChildren(source);
  source.focus();
  source.select();
}
