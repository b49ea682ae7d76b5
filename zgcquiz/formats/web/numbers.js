// Reading of numbers with units, in exact fractions: what zgcquiz/core/text/numbers.py and units.py do.

const gcd = (one, other) => {
  while (other) [one, other] = [other, one % other];
  return one < 0n ? -one : one;
};

/** Return a fraction in lowest terms: [numerator, denominator]. */
function fraction(above, below = 1n) {
  const factor = gcd(above, below) || 1n;
  return [above / factor, below / factor];
}

const times = (one, other) => fraction(one[0] * other[0], one[1] * other[1]);
const minus = (one, other) => fraction(one[0] * other[1] - other[0] * one[1], one[1] * other[1]);
const magnitude = (value) => [value[0] < 0n ? -value[0] : value[0], value[1]];
const atMost = (one, other) => one[0] * other[1] <= other[0] * one[1];
const whole = (number) => [BigInt(number), 1n];

/** Return the only number in a text with its unit, {value, unit, decimal}, or null. notation: {sign, long}, as the page has it. */
function readQuantity(text, notation) {
  if (Array.from(text).length > RULES.longestNumber) return null;
  const simple = simplified(text), start = simple.search(RULES.numbers.start);
  if (start < 0) return null;
  const signed = splitSign(simple.slice(0, start)), read = valueAt(simple, start, notation.sign);
  if (signed === null || read === null) return null;
  const [before, factor] = signed;
  const [scale, end] = scaleAt(simple, read.end, notation);
  const after = simple.slice(end), next = Array.from(stripStart(after))[0] ?? "";
  if (["^", "!", "+"].includes(next) || strip(after) === "-") return null;
  if ([before, after].some((rest) => has(RULES.numbers.stray, rest) || rest.includes("\u00b1"))) return null;
  const values = read.values.map((each) => times(times(each, whole(factor)), whole(scale)));
  if (!values.every(isDouble)) return null;
  return { value: values[0], unit: foldUnit(`${before} ${after}`), decimal: values[1] ?? null };
}

/** Return whether there is a number in a text, even if it can't be read. */
const hasNumber = (text) => Array.from(text).length > RULES.longestNumber || has(RULES.numbers.start, simplified(text));

/** Return the unit after the number that a text begins with, verbatim; "" if it isn't that. */
function unitBehind(text) {
  const letters = Array.from(strip(text)), least = Math.max(0, letters.length - RULES.longestUnit);
  for (let end = letters.length; end > least; end -= 1) {
    if (readQuantity(letters.slice(0, end).join(""), { sign: "", long: false })?.unit === "") {
      const unit = strip(letters.slice(end).join(""));
      return matchAt(RULES.numbers.unitStart, unit, 0) ? unit : "";
    }
  }
  return "";
}

function splitSign(before) {
  const isSign = (text) => text === "+" || text === "-";
  let rest = stripEnd(before);
  const list = words(rest), word = own(RULES.signWords, list[list.length - 1] ?? "");
  if (word !== undefined) rest = [...list.slice(0, -1), word].join(" ");
  const letters = Array.from(rest), last = letters[letters.length - 1] ?? "", second = letters[letters.length - 2] ?? "";
  let sign = "+";
  if (isSign(last) && !isAlnum(second)) {
    sign = last;
    rest = stripEnd(letters.slice(0, -1).join(""));
    if (isSign(rest.slice(-1)) || isSign(rest.slice(0, 1))) return null;
  } else if (isSign(letters[0] ?? "")) {
    sign = letters[0]; // before a currency sign: -$5
    rest = stripStart(letters.slice(1).join(""));
    const end = characterBefore(rest, rest.length);
    if (end && !/^\p{Sc}$/u.test(end)) return null;
  }
  return [rest, sign === "-" ? -1 : 1];
}

function matchAt(pattern, text, at) {
  const sticky = new RegExp(pattern.source, pattern.flags.replace("g", "y"));
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/** Return the number at a position, {values, end}, with its two readings if it has two; null if there is none. */
function valueAt(text, at, sign) {
  const power = matchAt(RULES.numbers.power, text, at);
  if (power) {
    const factor = powerOfTen(power[1]);
    return factor && { values: [factor], end: at + power[0].length };
  }
  const parts = matchAt(RULES.numbers.fraction, text, at);
  if (parts) {
    const [before, above, below] = [BigInt(parts[1] ?? 0), BigInt(parts[2]), BigInt(parts[3])];
    if (!below || (parts[1] && above >= below)) return null;
    return { values: [fraction(before * below + above, below)], end: at + parts[0].length };
  }
  const match = matchAt(RULES.numbers.decimal, text, at);
  if (match === null) return null;
  const factor = powerOfTen(match[2] ?? match[3] ?? "0"), values = numeral(match[1], sign);
  if (factor === null || values === null) return null;
  return { values: values.map((each) => times(each, factor)), end: at + match[0].length };
}

const exponent = (word, { long }) => (long ? own(RULES.longScales, word) : undefined) ?? own(RULES.scaleWords, word);

function scaleAt(text, at, notation) {
  const word = matchAt(RULES.numbers.scale, text, at);
  return word ? [10 ** (exponent(word[1], notation) ?? 2), at + word[0].length] : [1, at];
}

function powerOfTen(exponent) {
  const digits = exponent.replaceAll(" ", "");
  if (digits.replace(/^[+-]+/, "").replace(/^0+/, "").length > RULES.maxExponentDigits) return null;
  const power = BigInt(Number(digits));
  return power < 0n ? [1n, 10n ** -power] : [10n ** power, 1n];
}

function numeral(text, sign) {
  const found = digitsOf(text, sign).map(([before, after]) => decimalNumber(before, after));
  return found.length ? found : null;
}

/** Return the digits before and behind the decimal sign: two pairs if a separator may be of groups, none if it is none. */
function digitsOf(text, sign) {
  let digits = text.split(RULES.numbers.separator), signs = text.match(RULES.numbers.separator) ?? [], decimals = "";
  const last = signs[signs.length - 1] ?? "";
  if (signs.length === 1 && (last === "." || last === ",") && areGroups(digits, signs)) {
    const grouped = [digits.join(""), ""], decimal = [digits[0], digits[1]];
    return last === (sign || ".") ? [decimal] : [grouped, decimal];
  }
  if ([".", ",", "\u066b"].includes(last) && signs.filter((each) => each === last).length === 1) {
    decimals = digits[digits.length - 1];
    digits = digits.slice(0, -1);
    signs = signs.slice(0, -1);
  }
  if (signs.length && !areGroups(digits, signs)) return [];
  return [[digits.join("") || "0", decimals]];
}

function areGroups(digits, signs) {
  const [first, ...others] = digits, sizes = others.map((each) => each.length), last = sizes.pop();
  if (new Set(signs).size > 1 || signs.includes("\u066b") || !first || first.length > 3 || first[0] === "0") return false;
  const indian = signs.includes(",") && first.length < 3 && sizes.length > 0 && sizes.every((size) => size === 2);
  return last === 3 && (indian || sizes.every((size) => size === 3));
}

const decimalNumber = (digits, decimals) => fraction(BigInt(digits + decimals), 10n ** BigInt(decimals.length));
const LARGEST = [BigInt(Number.MAX_VALUE), 1n];
const SMALLEST_PLACE = 10n ** BigInt(RULES.smallest);

function isDouble(value) {
  const size = magnitude(value);
  return atMost(size, LARGEST) && (!size[0] || size[0] * SMALLEST_PLACE > size[1]);
}

// Units

function foldUnit(text) {
  const simple = caseFolded(simplified(text)).replaceAll("per cent", "%").replaceAll("percent", "%");
  const list = words(simple.replace(RULES.units.aroundSign, "$1"))
    .map((word) => unitWithoutHedges(stripped(word, RULES.edge)));
  let unit = list.filter((word) => word && !RULES.hedges.includes(word)).join(" ").replaceAll("^", "");
  unit = unwrapped(unit, 1, (inside) => stripped(inside, RULES.edge));
  if (Array.from(unit).length > 2) unit = unit.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/s$/, "");
  return unit;
}

/** Return the factor that a unit begins with, as in "million dollars", and the rest of it, folded. */
function scaledUnit(unit, notation) {
  const folded = foldUnit(unit), at = folded.indexOf(" "), first = at < 0 ? folded : folded.slice(0, at);
  const scale = exponent(first, notation);
  return scale === undefined ? hanScale(folded) : [10 ** scale, at < 0 ? "" : folded.slice(at + 1)];
}

function unwrapped(text, least, trim) {
  for (;;) {
    const letters = Array.from(text);
    if (letters.length <= least || own(RULES.wraps, letters[0]) !== letters[letters.length - 1]) return text;
    text = trim(letters.slice(1, -1).join(""));
  }
}

function simplified(text) {
  const { raised, latex, hyphen } = RULES.units;
  if (!isAscii(text)) {
    text = eachCharacter(text.replace(raised, (match) => `^${inner(match)}`), numberCharacter);
    text = withHanDigits(text);
  }
  if (text.includes("\\")) {
    text = text.replace(latex, " $1/$2").replaceAll("\\times", "*").replaceAll("\\cdot", "*");
  }
  text = unwrapped(words(caseFolded(text)).join(" "), 2, strip);
  return /[a-z]{3}/.test(text) ? withDigits(words(text.replace(hyphen, " ")), false).join(" ") : text;
}

function numberCharacter(character) {
  const known = own(RULES.characters, character);
  if (known !== undefined) return known;
  if (/^\p{Cf}$/u.test(character)) return "";
  if (isSpace(character)) return " ";
  if (isDecimal(character)) return digit(character);
  let simple = character.normalize("NFKC");
  if (simple.includes("\u2044")) simple = ` ${simple}`;
  return eachCharacter(simple, (each) => own(RULES.characters, each) ?? each);
}
