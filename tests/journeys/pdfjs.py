"""Mozilla's pdf.js, the reader inside Firefox, in a real browser: it fills in and reads along."""

import base64

from playwright.sync_api import Page, Route

from tests.journeys.nodetools import node_module
from tests.pdf.structure import Told

# An address that only this page answers; nothing leaves the browser.
PLACE = "http://pdfjs.example"
VIEWER = """<!DOCTYPE html><html lang="sv"><meta charset="utf-8"><title>pdf.js</title>
<link rel="stylesheet" href="/web/pdf_viewer.css">
<div id="container" style="position: absolute; inset: 0; overflow: auto">
<div class="pdfViewer"></div></div>
<script type="module">
import * as pdfjs from "/build/pdf.mjs";
globalThis.pdfjsLib = pdfjs;
const { EventBus, PDFViewer } = await import("/web/pdf_viewer.mjs");
pdfjs.GlobalWorkerOptions.workerSrc = "/build/pdf.worker.mjs";
const eventBus = new EventBus();
const viewer = new PDFViewer({
  container: document.getElementById("container"),
  eventBus,
  annotationMode: pdfjs.AnnotationMode.ENABLE_FORMS,
});
eventBus.on("pagesinit", () => { viewer.currentScale = 1; });
globalThis.show = async () => {
  await globalThis.file?.loadingTask.destroy();
  globalThis.file = await pdfjs.getDocument({ url: "/document.pdf" }).promise;
  viewer.setDocument(file);
};
globalThis.save = async () => {
  const bytes = await file.saveDocument();
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
};
globalThis.text = async () => {
  const page = await file.getPage(1);
  const { items } = await page.getTextContent();
  return items.map((item) => item.str + (item.hasEOL ? "\\n" : "")).join("");
};
</script>"""
KINDS = {".mjs": "text/javascript", ".css": "text/css"}


# The words of each page's structure tree, under the types of the elements around them.
READ_ALONG = """async () => {
  const told = [];
  for (let number = 1; number <= file.numPages; number++) {
    const page = await file.getPage(number);
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    const words = {}, open = [];
    for (const item of items) {
      if (item.type?.startsWith("beginMarkedContent")) open.push(item.id);
      else if (item.type === "endMarkedContent") open.pop();
      else for (const id of open.filter(Boolean)) words[id] = (words[id] ?? "") + item.str;
    }
    const walk = (node, around) => {
      const path = [...around, node.role];
      let text = "";
      for (const kid of node.children) {
        if (kid.type === "content") text += words[kid.id] ?? "";
        else if (kid.role) {
          told.push([path.join(" "), text]);
          text = "";
          walk(kid, path);
        }
      }
      told.push([path.join(" "), text]);
    };
    for (const child of (await page.getStructTree()).children) walk(child, []);
  }
  return told;
}"""


def structure_by_pdfjs(page: Page, content: bytes) -> list[Told]:
    """What pdf.js hands a screen reader, page by page."""
    _open(page, content)
    return [Told(path, text) for path, text in page.evaluate(READ_ALONG) if text]


def fill_in(page: Page, blank: bytes, values: dict[str, str]) -> bytes:
    """Type `values` into the fields that pdf.js shows, and save as its button does."""
    _open(page, blank)
    for name, value in values.items():
        field = page.locator(f'[name="{name}"]')
        if field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value.replace("\r\n", "\n"))
    page.keyboard.press("Tab")
    return base64.b64decode(page.evaluate("save()"))


def text_of(page: Page, content: bytes) -> str:
    """The text of the first page as pdf.js reads it."""
    _open(page, content)
    return str(page.evaluate("text()"))


def _open(page: Page, content: bytes) -> None:
    package = node_module("pdfjs-dist")

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(PLACE)
        if path == "/":
            route.fulfill(body=VIEWER, content_type="text/html")
        elif path == "/document.pdf":
            route.fulfill(body=content, content_type="application/pdf")
        else:
            file = package / path.lstrip("/")
            kind = KINDS.get(file.suffix, "application/octet-stream")
            route.fulfill(path=file, content_type=kind)

    page.route(f"{PLACE}/**", answer)
    # To load pdf.js takes longer than to open a document.
    if page.url != f"{PLACE}/":
        # As high as all pages, so that pdf.js draws all of them.
        page.set_viewport_size({"width": 1000, "height": 4000})
        page.goto(f"{PLACE}/")
        page.wait_for_function("'show' in globalThis")
    page.evaluate("show()")
