// Numbers as people type and read them. The page's port of casebook/mark/quantity.py: what one takes or refuses, so
// does the other, in the same words. A test runs both over one table.

const LONGEST = 40;
const BLANK = " \\u00a0\\u2007\\u2009\\u202f";
const NUMBER = new RegExp(`^([+-]?)([0-9][0-9.,${BLANK}'\\u2019]*|[.,][0-9]+)([^]*)$`);
const EDGES = new RegExp(`^[${BLANK}\\t\\r\\n]+|[${BLANK}\\t\\r\\n]+$`, "g");
const INNER_EDGES = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");

// What Python calls white space, which is not quite what JavaScript does.
export const WHITE = "\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ALL_WHITE = new RegExp(`[${WHITE}]+`, "g");

const refuse = (refusal) => ({ refusal });

function sameUnit(typed, unit) {
  const plain = (text) =>
    text.replace(ALL_WHITE, "").replace(/[\u00b5\u03bc]/g, "u").replace(/\u00b7/g, ".").toLowerCase().replaceAll("mcg", "ug");
  return plain(typed) === plain(unit);
}

function countOf(mark, text) {
  return text.split(mark).length - 1;
}

/** A number of three decimals as it can be written without looking like thousands. */
function cutZeros(whole, fraction) {
  const left = fraction.replace(/0+$/, "");
  return left ? `${whole}.${left}${left.length === 3 ? "0" : ""}` : whole;
}

function readDigits(digits) {
  const marks = new Set(digits.replace(/[0-9]/g, ""));
  const groupers = new Set([...marks].filter((mark) => mark !== "." && mark !== ","));
  if (groupers.size > 1 || (groupers.size && marks.size > 2)) {
    return refuse("Use one decimal point or comma and no other marks.");
  }
  const points = countOf(".", digits);
  const commas = countOf(",", digits);
  let decimal = "";
  let grouping = groupers;
  if (points && commas) {
    decimal = digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",";
    if (countOf(decimal, digits) > 1) {
      return refuse("There is more than one decimal mark. Use one point or one comma.");
    }
  } else if (points + commas === 1) {
    decimal = points ? "." : ",";
    const [whole, fraction] = digits.split(decimal);
    if (fraction.length === 3 && /^[1-9][0-9]{0,2}$/.test(whole)) {
      return refuse(
        `${digits} can be read in two ways. Write ${whole}${fraction} or ${cutZeros(whole, fraction)}, whichever you mean.`,
      );
    }
  } else if (points + commas > 1) {
    grouping = new Set([points ? "." : ","]);
  }
  if (decimal) {
    grouping = new Set([...marks].filter((mark) => mark !== decimal));
  }
  const cut = decimal ? digits.indexOf(decimal) : -1;
  let whole = decimal ? digits.slice(0, cut) : digits;
  const fraction = decimal ? digits.slice(cut + 1) : "";
  if (decimal && !fraction) {
    return refuse("The number ends in a decimal mark. Write the digits that follow it, or leave it out.");
  }
  if (grouping.size) {
    const [grouper] = grouping;
    if (fraction.includes(grouper)) {
      return refuse("There is a thousands mark after the decimal mark. Write the number without it.");
    }
    const groups = whole.split(grouper);
    const regular = /^[1-9][0-9]{0,2}$/.test(groups[0]) && groups.slice(1).every((group) => /^[0-9]{3}$/.test(group));
    if (groups.length > 1 && !regular) {
      return refuse("Thousands are grouped in threes. Write the number without thousands marks.");
    }
    whole = groups.join("");
  }
  return { value: Number(`${whole || "0"}.${fraction || "0"}`) };
}

/** Read a number typed beside the unit shown: `{value}`, or `{refusal}` in words for the person who typed it. */
export function readNumber(typed, unit = "") {
  const text = typed.replace(EDGES, "").replace(/\u2212/g, "-");
  if (!text) return refuse("Nothing is written here yet.");
  if ([...text].length > LONGEST) return refuse("That is too long for a number.");
  const found = NUMBER.exec(text);
  if (!found) return refuse("Write digits only, such as 12.5.");
  const [, sign, digits, tail] = found;
  const rest = tail.replace(EDGES, "");
  if (rest && !(unit && sameUnit(rest, unit))) {
    if (/^[eE][+-]?[0-9]+[^\n]*$/.test(rest)) return refuse("Write the number out in full, without a power of ten.");
    const shown = unit ? ` The unit is ${unit} already; write the number alone.` : " Write the number alone.";
    return refuse(`\u201c${rest}\u201d is not part of a number.${shown}`);
  }
  const read = readDigits(digits.replace(INNER_EDGES, ""));
  return "refusal" in read || sign !== "-" ? read : { value: -read.value };
}

const SETTLED = 12;
const NOTHING = 1e-12;

// A value's figures as a whole number, and the power of ten that goes with it. casebook/mark/quantity.py says why in two steps.
function roundFigures(value, digits) {
  const [mantissa, exponent] = value.toExponential(SETTLED - 1).split("e");
  const figures = Number(mantissa.replace(".", ""));
  const unit = 10 ** (SETTLED - digits);
  const rest = Math.abs(figures) % unit;
  const kept = (Math.abs(figures) - rest) / unit + (2 * rest >= unit ? 1 : 0);
  return [figures < 0 ? -kept : kept, Number(exponent) + 1 - digits];
}

/** A computed number as it is kept: at so many figures, twelve at most, halves away from nothing. */
export function settle(value, digits = 9) {
  if (Math.abs(value) < NOTHING) return 0;
  return Number.isFinite(value) ? Number(roundFigures(value, digits).join("e")) : value;
}

/** A value at so many significant figures, never in powers of ten, with no trailing zeros. */
export function formatNumber(value, digits = 3) {
  if (value === 0) return "0";
  const [figures, power] = roundFigures(value, digits);
  let text = Number(`${figures}e${power}`).toFixed(Math.min(Math.max(-power, 0), 100));
  if (text.includes(".")) text = text.replace(/0+$/, "").replace(/\.$/, "");
  return text.replace("-", "\u2212");
}
