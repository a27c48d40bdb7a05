// Loads the page anew when the file of the form was saved. Scrolling stays where it was.

const PAUSE = 500; // milliseconds
const { now, number } = document.querySelector("script[data-now]").dataset;

async function look() {
  const answer = await fetch(now);
  if (String((await answer.json()).number) !== number) location.reload();
}

async function goOn() {
  for (;;) {
    await new Promise((over) => { setTimeout(over, PAUSE); });
    // The command has ended, or begins again: what is shown stays.
    await look().catch(() => {});
  }
}

goOn();
