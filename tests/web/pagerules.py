"""What every page of ours must keep. Applied to each page that any test fetches."""

from collections import Counter

from bs4 import BeautifulSoup, Tag

# Attributes that hold ids of other elements on the page.
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "form", "list")


def broken_rules(page: BeautifulSoup) -> list[str]:
    """The rules that `page` breaks, each as a sentence; empty when it keeps all."""
    return [
        *_language_and_title(page),
        *_headings(page),
        *_ids(page),
        *_labels(page),
        *_pictures(page),
        *_nothing_inline_or_foreign(page),
        *_forms(page),
        *_help(page),
    ]


def _language_and_title(page: BeautifulSoup) -> list[str]:
    broken = []
    # Where a long word may be parted is nothing that is read.
    h1 = [one.get_text(" ", strip=True).replace("\xad", "") for one in page.find_all("h1")]
    title = page.title.get_text(strip=True) if page.title else ""
    if page.html is None or page.html.get("lang") != "sv":
        broken.append("the page does not say that it is in Swedish")
    if len(h1) != 1:
        return [*broken, f"the page has {len(h1)} h1"]
    has_errors = page.select_one(".govuk-error-summary") is not None
    was_saved = page.select_one("[data-just-saved]") is not None
    expected = ("Fel: " if has_errors else "Sparat: " if was_saved else "") + h1[0]
    if not title.startswith(expected):
        broken.append(f"the title {title!r} does not start with {expected!r}")
    return broken


def _headings(page: BeautifulSoup) -> list[str]:
    levels = [
        int(h.name[1])
        for h in page.find_all(["h1", "h2", "h3", "h4"])
        if h.find_parent(class_="govuk-error-summary") is None
    ]
    steps = zip(levels, levels[1:], strict=False)
    return [f"a heading jumps from h{a} to h{b}" for a, b in steps if b > a + 1]


def _ids(page: BeautifulSoup) -> list[str]:
    counts = Counter(tag["id"] for tag in page.find_all(id=True))
    broken = [f"the id {one} stands {n} times" for one, n in counts.items() if n > 1]
    for tag in page.find_all(True):
        for attribute in (one for one in REFERENCES if one in tag.attrs):
            named = str(tag[attribute]).split()
            missing = [one for one in named if one not in counts]
            broken += [f"{_name(tag)} names the missing {one} in {attribute}" for one in missing]
    for link in page.select('a[href^="#"]'):
        if str(link["href"])[1:] not in counts:
            broken.append(f"the link {link['href']} leads nowhere")
    return broken


def _labels(page: BeautifulSoup) -> list[str]:
    labelled = {label.get("for") for label in page.find_all("label")}
    inputs = page.select("input:not([type=hidden]), textarea, select")
    broken = [f"{_name(one)} has no label" for one in inputs if one.get("id") not in labelled]
    for one in page.select("[aria-invalid=true]"):
        if "error" not in str(one.get("aria-describedby")):
            broken.append(f"{_name(one)} is wrong but does not say why")
    return broken


def _pictures(page: BeautifulSoup) -> list[str]:
    # Without a size the text below jumps when the picture has come.
    return [
        f"the picture {one.get('src')} has no {attribute}"
        for one in page.find_all("img")
        for attribute in ("alt", "width", "height")
        if not one.has_attr(attribute)
    ]


def _nothing_inline_or_foreign(page: BeautifulSoup) -> list[str]:
    broken = ["a style attribute" for _ in page.select("[style]")]
    broken += ["an inline style" for _ in page.find_all("style")]
    broken += ["an inline script" for one in page.find_all("script") if not one.get("src")]
    for tag in page.find_all(True):
        broken += [f"an inline handler {name}" for name in tag.attrs if name.startswith("on")]
        source = tag.get("src") or (tag.get("href") if tag.name == "link" else "") or ""
        if str(source).startswith(("http:", "https:", "//")):
            broken.append(f"something from elsewhere: {source}")
    return broken


def _forms(page: BeautifulSoup) -> list[str]:
    forms = page.select("form[method=post]")
    broken = ["a form without a CSRF token" for one in forms if not one.select("[name=csrf_token]")]
    places = len(page.select("[autofocus]"))
    return [*broken, *(["the focus begins in more than one place"] if places > 1 else [])]


def _help(page: BeautifulSoup) -> list[str]:
    # In the same place on every page (WCAG 2.2, success criterion 3.2.6).
    first = page.select_one("footer p, footer ul, footer a")
    links = [str(one["href"]) for one in first.select("a")] if first else []
    if not (links and links[0].startswith("mailto:") and links[-1].endswith("/anvandarguide/")):
        return ["the foot of the page does not begin with help"]
    return []


def _name(tag: Tag) -> str:
    return f"<{tag.name} {tag.get('name') or tag.get('id')}>"
