// Adds up what is typed, as the server does when it is saved. Comfort only: without this file a sum is told then.

const form = document.querySelector("[data-form]");
const sums = () => form.querySelectorAll("[data-sum-of]");

const NO_BREAK = "\u00a0";
const BEFORE = /^(?:sek|kr\.?) ?/;
const AFTER = / ?(?::-|,-|\.-|kronor|kr\.?|sek)$/;
const NUMBER = /^([-+]?) ?(\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+(?=,))(?:[.,](\d+))?$/;
const TOO_LARGE = 1e12;
const IN_THOUSANDTHS = 1_000; // so that öre add up to whole kronor

// In thousandths; null where the server would not read it either.
function numberIn(text, { sumUnit: unit = "", sumDecimals: decimals }) {
  let plain = text.toLowerCase().replace(/[\u2010-\u2015\u2212]/g, "-").replace(/\s+/g, " ").trim();
  if (unit && plain.endsWith(unit.toLowerCase())) plain = plain.slice(0, -unit.length).trim();
  if (unit === "kr") plain = plain.replace(BEFORE, "").replace(AFTER, "").replace(/:(?=\d\d$)/, ",");
  const [, sign, whole, fraction = ""] = NUMBER.exec(plain) ?? [];
  const isKnown = whole && (fraction.length <= Number(decimals) || /^0{1,2}$/.test(fraction));
  const digits = isKnown ? Number(whole.replace(/[ .]/g, "")) : TOO_LARGE;
  if (digits >= TOO_LARGE) return null;
  const number = digits * IN_THOUSANDTHS + Number(fraction.padEnd(3, "0").slice(0, 3));
  return sign === "-" ? -number : number;
}

// "costs-*-amount" is that part of every row.
function termsOf(names) {
  const isOne = (input, name) => {
    const [first, last] = name.split("*");
    return last === undefined ? input.name === name : input.name.startsWith(first) && input.name.endsWith(last);
  };
  const inputs = [...form.querySelectorAll("input[name]")].filter((input) => !input.closest("[hidden]"));
  return inputs.filter((input) => names.some((name) => isOne(input, name)));
}

function written(total, { sumUnit: unit = "", sumLeast: least }) {
  const digits = { minimumFractionDigits: total % IN_THOUSANDTHS ? Number(least) : 0, maximumFractionDigits: 3 };
  const told = (total / IN_THOUSANDTHS).toLocaleString("sv-SE", digits);
  return unit ? `${told}${NO_BREAK}${unit}` : told;
}

function addUp() {
  for (const sum of sums()) {
    const known = termsOf(sum.dataset.sumOf.split(" "))
      .map((input) => numberIn(input.value, sum.dataset))
      .filter((number) => number !== null);
    const text = known.length ? written(known.reduce((one, other) => one + other, 0), sum.dataset) : sum.dataset.sumNone;
    if (sum.textContent !== text) sum.textContent = text;
  }
}

for (const when of form.querySelectorAll("[data-sum-when]")) when.textContent = when.dataset.sumWhen;
// Once whoever hides what is not asked any more has done so.
for (const event of ["input", "change"]) form.addEventListener(event, () => setTimeout(addUp));
addUp();
