// Rules that only a browser can judge: each gives a list of what breaks it on the page that is open.

const REACHED_BY_KEYBOARD = "a[href], button, input, textarea, summary";

const isHidden = (one) => one.type === "hidden" || !one.checkVisibility();
const shown = (one) => one.outerHTML.slice(0, 120);
const all = (selector) => [...document.querySelectorAll(selector)];

window.pageRules = {
  // WCAG 2.2, success criterion 1.4.10: what makes the page wider than the window.
  sidewaysScrolling() {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const guilty = all("body *").filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
    return [...guilty.map(shown).slice(0, 3), `${document.documentElement.scrollWidth} px wide`];
  },

  // 1.4.12: the same with the reader's own spacing.
  sidewaysScrollingWithWideSpacing() {
    const own = new CSSStyleSheet();
    own.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [own];
    const found = this.sidewaysScrolling();
    document.adoptedStyleSheets = [];
    return found;
  },

  // 2.5.8: links and buttons smaller than a fingertip, links inside a sentence excepted.
  smallTargets() {
    const least = 24;
    const isInSentence = (one) => getComputedStyle(one).display === "inline"
      && one.parentElement.innerText.trim() !== one.innerText.trim();
    const isSpokenOnly = (one) => one.closest("[aria-hidden=true]")
      || one.matches(".govuk-visually-hidden, .govuk-skip-link");
    const area = (one) => {
      const pressed = one.matches("[type=checkbox], [type=radio]") ? one.closest("div") : one;
      return pressed.getBoundingClientRect();
    };
    return all(REACHED_BY_KEYBOARD)
      .filter((one) => !isHidden(one) && !isSpokenOnly(one) && !isInSentence(one))
      .filter((one) => Math.min(area(one).width, area(one).height) < least)
      .map(shown);
  },

  // 2.4.7 and 2.4.11: what looks the same with and without focus, or lies under something while it has it.
  focusThatIsNotSeen() {
    // The box of the design system's ticks is drawn before the label that follows the input.
    const drawn = (one) => (one.matches(".govuk-checkboxes__input, .govuk-radios__input") ? [one.nextElementSibling, "::before"] : [one]);
    const look = (one) => {
      const style = getComputedStyle(...drawn(one));
      return [style.outline, style.boxShadow, style.border, style.backgroundColor, style.textDecoration].join();
    };
    // A link may go over several lines; it is enough to see one of them.
    // And a field that has grown with its answer may be higher than the window.
    const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
    const isCovered = (one) => [...one.getClientRects()].every(({ left, top, right, bottom }) => {
      const there = document.elementFromPoint(middle(left, right, innerWidth), middle(top, bottom, innerHeight));
      const belongs = there && (one.contains(there) || there.contains(one));
      return !belongs && ![...(one.labels ?? [])].some((label) => label.contains(there));
    });
    const bad = [];
    for (const one of all(REACHED_BY_KEYBOARD)) {
      if (isHidden(one) || one.tabIndex < 0) continue;
      document.activeElement.blur();
      const before = look(one);
      one.focus({ focusVisible: true });
      const after = look(one);
      if (before === after) bad.push(`not seen: ${shown(one)}`);
      if (isCovered(one)) bad.push(`covered: ${shown(one)}`);
    }
    document.activeElement.blur();
    return bad;
  },

  // 2.4.3: where the keyboard jumps upwards.
  orderOfFocus() {
    scrollTo(0, 0);
    const met = all(REACHED_BY_KEYBOARD)
      .filter((one) => !isHidden(one) && one.tabIndex >= 0 && !one.matches(".govuk-skip-link, .saving *"));
    const box = (one) => one.getBoundingClientRect();
    return met.slice(1).filter((one, at) => box(one).bottom <= box(met[at]).top).map(shown);
  },

  // 2.3.3, beyond AA: what moves although the reader asked for no motion.
  motion() {
    return all("*").filter((one) => {
      const style = getComputedStyle(one);
      return style.animationName !== "none" || style.scrollBehavior === "smooth"
        || parseFloat(style.transitionDuration) > 0.01;
    }).map(shown);
  },

  // Forced colours throw backgrounds away: what was set apart by nothing else is gone.
  shapesWithoutBorder() {
    const ground = getComputedStyle(document.body).backgroundColor;
    return all(".govuk-button, input:not([type=checkbox], [type=radio], [type=file]), select, textarea")
      .filter((one) => !isHidden(one) && one.checkVisibility({ opacityProperty: true }))
      .filter((one) => {
        const { borderBottomStyle, borderBottomWidth, borderBottomColor } = getComputedStyle(one);
        return borderBottomStyle === "none" || borderBottomWidth === "0px" || borderBottomColor === ground;
      }).map(shown);
  },

  // 1.3.2: without styles a page is read as it is written, so words must be written before their input.
  orderWithoutStyles() {
    const isAfter = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
    return all("input:not([type=checkbox], [type=radio]), select, textarea, main form").filter((one) => {
      const message = document.getElementById(`${one.id}-error`);
      const words = [...(one.labels ?? []), ...(message ? [message] : []), document.querySelector("h1")];
      return !isHidden(one) && words.some((other) => !isAfter(one, other));
    }).map(shown);
  },

  // Printed by somebody: no buttons that paper cannot press, no address that opens what is not for everybody.
  uselessOnPaper() {
    const buttons = all("button, .govuk-button, .govuk-skip-link").filter((one) => !isHidden(one)
      && !one.matches(".govuk-visually-hidden"));
    const fields = all("input[type=text]").filter((one) => !isHidden(one) && one.value.includes("://"));
    const secret = /\/(utkast|arende)\/[\w-]{20,}/;
    return [
      ...buttons.map(shown),
      ...fields.filter((one) => secret.test(one.value)).map(shown),
      ...(secret.test(document.body.innerText) ? ["an address with a key"] : []),
    ];
  },
};
