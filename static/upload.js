// Dropping a file instead of choosing it. Comfort only: the file button works without this.

function holdsFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const fold = form.closest("details");
  const place = fold ?? form;
  form.querySelector("[data-upload-drop]").hidden = false;

  place.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    if (fold) fold.open = true;
    form.classList.add("upload--over");
  });

  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) form.classList.remove("upload--over");
  });

  place.addEventListener("drop", (event) => {
    form.classList.remove("upload--over");
    if (!holdsFiles(event) || event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit(form.querySelector("button"));
  });
}

// A file dropped beside the place would be opened instead of the page, and what is typed would be gone.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
}
