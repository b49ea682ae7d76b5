// The normal forms in which answers are compared: what zgcquiz/core/text does, with the same patterns and tables.
// The functions have the names that they have there, and tests compare the two over thousands of texts.

const CASE = "case", ACCENTS = "accents", PUNCTUATION = "punctuation", SPELLING = "spelling";

const has = (pattern, text) => text.search(pattern) >= 0;
const matchWhole = (pattern, text) => new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace("g", "")).exec(text);
const fully = (pattern, text) => matchWhole(pattern, text) !== null;
const isAscii = (text) => !/[^\x00-\x7f]/.test(text);
const isAlnum = (text) => /^[\p{L}\p{N}]+$/u.test(text);
const isAlpha = (text) => /^\p{L}+$/u.test(text);
const isDecimal = (text) => /^\p{Nd}+$/u.test(text);
const isSpace = (text) => /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/.test(text);

/** Return the words between white space, as Python's str.split does. */
function words(text) {
  return text.split(/[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/).filter(Boolean);
}

/** Return a text without the characters at its start or end that a function holds for. */
function trimmed(text, isEdge, atStart, atEnd) {
  let start = 0, end = text.length;
  while (atStart && start < end && isEdge(text[start])) start += 1;
  while (atEnd && end > start && isEdge(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

// As Python's str.strip, str.lstrip and str.rstrip.
const strip = (text) => trimmed(text, isSpace, true, true);
const stripStart = (text) => trimmed(text, isSpace, true, false);
const stripEnd = (text) => trimmed(text, isSpace, false, true);
const stripped = (text, edge) => trimmed(text, (each) => edge.includes(each), true, true);

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
const eachCharacter = (text, change) => Array.from(text, change).join("");
const caseFolded = (text) =>
  isAscii(text) ? text.toLowerCase() : eachCharacter(text, (each) => own(RULES.caseFolding, each) ?? each.toLowerCase());

function characterAfter(text, end) {
  return end < text.length ? String.fromCodePoint(text.codePointAt(end)) : "";
}

function characterBefore(text, start) {
  return Array.from(text.slice(Math.max(0, start - 2), start)).pop() ?? "";
}

/** Return the parts of a replacement's arguments: {match, groups, at, text}. */
function found(parts) {
  return { match: parts[0], groups: parts.slice(1, -2), at: parts[parts.length - 2], text: parts[parts.length - 1] };
}

const firstGroup = (...parts) => found(parts).groups.find((each) => each !== undefined) ?? parts[0];

// Signs

function isFormula(text) {
  return has(RULES.signs.unlikeSigns, text) || (!isAscii(text) && /(?![\x00-\x7f])\p{Sm}/u.test(text));
}

const hasLevels = (text) => !isAscii(text) && has(RULES.signs.level, text);

function sameSigns(text, flat) {
  const { level, joiner, chargeInBraces, inBraces, power } = RULES.signs;
  if (!isAscii(text)) {
    text = text.normalize("NFC").replace(level, flat ? flatLevel : markedLevel).replace(joiner, "");
    text = eachCharacter(text, shape).normalize("NFC");
    if (Array.from(strip(text)).length > 1) text = eachCharacter(text, digit);
  }
  if (text.includes("^") || text.includes("_")) {
    text = text.replace(chargeInBraces, "^$1").replace(inBraces, (_, inner) => (isAlnum(inner) ? inner : `(${inner})`));
    text = text.replace(power, "^$1");
  }
  return text.replaceAll("+/-", "+-");
}

function shape(character) {
  if (RULES.invisible.includes(character)) return "";
  const known = own(RULES.signShapes, character);
  if (known !== undefined) return known;
  const isCompatible = character.normalize("NFKD") !== character.normalize("NFD");
  if (!isCompatible || RULES.canonical.includes(character)) return character;
  let simple = character.normalize("NFKC");
  if (simple.includes("\u2044") && character !== "\u2044") simple = ` ${simple}`;
  else if (simple.startsWith(" ") && Array.from(simple).length > 1) return character; // a spacing accent is a sign
  return eachCharacter(simple, (each) => own(RULES.signShapes, each) ?? each);
}

const ZEROS = Array.from(RULES.zeros, (zero) => zero.codePointAt(0));

function digit(character) {
  if (!isDecimal(character)) return character;
  const code = character.codePointAt(0);
  const zero = ZEROS.find((each) => code >= each && code < each + 10);
  return zero === undefined ? character : String(code - zero);
}

function withIndicesOnTheLine(text) {
  return text.replace(RULES.signs.level, (...parts) => (isLowered(parts[0]) ? flatLevel(...parts) : parts[0]));
}

const isLowered = (text) => has(RULES.signs.isLowered, Array.from(text)[0] ?? "");
const inner = (match) => match.normalize("NFKC").replaceAll("\u2212", "-");

function markedLevel(...parts) {
  const { match, at, text } = found(parts);
  let inside = inner(match);
  if (has(RULES.signs.level, inside)) return match; // some have no plain equivalent
  const lowered = isLowered(match);
  if (!lowered && RULES.ordinals.includes(inside.toLowerCase())) return inside;
  const signed = (inside[0] === "+" || inside[0] === "-") && isAlnum(inside.slice(1));
  if (!(isAlnum(inside) || signed || fully(RULES.signs.charge, inside))) inside = `(${inside})`;
  const after = characterAfter(text, at + match.length), last = characterBefore(inside, inside.length);
  const needsSpace = (isDecimal(last) && isDecimal(after)) || (isAlpha(last) && isAlpha(after));
  return (lowered ? "_" : "^") + inside + (needsSpace ? " " : "");
}

function flatLevel(...parts) {
  const { match, at, text } = found(parts);
  const inside = inner(match);
  const before = characterBefore(text, at), after = characterAfter(text, at + match.length);
  const behindLetter = isAlpha(before) || before === ")" || before === "]";
  let typed;
  if (isLowered(match)) typed = behindLetter && !isDecimal(after);
  else if (fully(RULES.signs.charge, inside)) typed = behindLetter || isLowered(before);
  else typed = ["2", "3"].includes(inside) && has(RULES.signs.length, Array.from(text.slice(0, at)).slice(-12).join(""));
  return typed ? inside : markedLevel(...parts);
}

// Numbers in words

/** Replace numbers in words by digits; figures: also those that begin with digits, as "1.2 million". */
function withDigits(list, figures = true) {
  const result = [], lower = list.map((each) => each.toLowerCase());
  for (let at = 0; at < list.length; ) {
    let [number, used] = readNumberWords(lower, at);
    if (!used && figures) [number, used] = scaledNumber(lower, at);
    result.push(used ? number : list[at]);
    at += Math.max(1, used);
  }
  return result;
}

function readNumberWords(list, start) {
  const { small, tens, scales } = RULES;
  const isScale = (word) => own(scales, word) !== undefined;
  let total = 0, used = 0, below = null, room = 1e15, at = start;
  while (at < list.length) {
    const word = list[at], following = list[at + 1] ?? "";
    let value = own(small, word) ?? own(tens, word) ?? null;
    if (value === null && word === "a" && below === null && (following === "hundred" || isScale(following))) value = 1;
    if (value !== null) {
      const unitAfterTen = below !== null && below % 100 >= 20 && below % 10 === 0 && value > 0 && value < 10;
      if (below !== null && !unitAfterTen && (below % 100 || !below || value === 0)) break;
      if ((below ?? 0) + value >= room || (total && value === 0)) break;
      below = (below ?? 0) + value;
    } else if (word === "hundred" && below > 0 && below < 100 && below * 100 < room) {
      below *= 100;
    } else if (isScale(word) && below && below * 10 ** scales[word] < room) {
      total += below * 10 ** scales[word];
      below = null;
      room = 10 ** scales[word];
    } else if (
      word === "and" && at > start && (list[at - 1] === "hundred" || isScale(list[at - 1])) &&
      (own(small, following) !== undefined || own(tens, following) !== undefined)
    ) {
      at += 1;
      continue;
    } else {
      break;
    }
    at += 1;
    used = at - start;
  }
  return [String(total + (below ?? 0)), used];
}

function scaledNumber(list, start) {
  const number = list[start], zeros = own(RULES.scales, list[start + 1] ?? "");
  if (zeros === undefined || !fully(RULES.numberInDigits, number)) {
    return ["", 0];
  }
  const [whole, part = ""] = number.split(".");
  if (part.length > zeros) return ["", 0];
  return [(whole + part.padEnd(zeros, "0")).replace(/^0+/, "") || "0", 2];
}

// Wording

/** Return {exact, flat}: the normal forms of a text by which it is compared with another. */
function readWording(text, strict) {
  const exact = [plain(text, strict)];
  if (has(RULES.wording.listed, text)) exact.push(fold(text, strict, false, false));
  const greek = !strict.includes(ACCENTS) && !isAscii(text) && has(RULES.wording.greek, text);
  const flat = greek || hasLevels(text) ? [fold(text, strict, true, true)] : [];
  if (flat.length) {
    const typed = withIndicesOnTheLine(text);
    if (typed !== text) flat.push(fold(typed, strict, true, false));
  }
  return { exact, flat };
}

const common = (one, other) => one.some((each) => other.includes(each));

function sameWording(one, other) {
  return common(one.exact, other.exact) || common(one.exact, other.flat) || common(one.flat, other.exact);
}

const plain = (text, strict) => fold(text, strict, true, false);

function fold(text, strict, grouped, flat) {
  if (!strict.includes(PUNCTUATION) && fully(RULES.wording.wordsAlone, text)) {
    const list = words((strict.includes(CASE) ? text : text.toLowerCase()).replace(/[.?!]+$/, ""));
    if (!list.some((each) => RULES.numberWords.includes(each.toLowerCase()))) {
      while (list.length > 1 && list[0].toLowerCase() === "the") list.shift();
      return list.join(" ");
    }
  }
  let folded = text;
  for (let pass = 0; pass < RULES.passes; pass += 1) {
    const before = folded;
    folded = foldOnce(folded, strict, grouped, flat);
    if (folded === before) break;
  }
  return folded || words(text).join(" ");
}

function foldOnce(text, strict, grouped, flat) {
  const rules = RULES.wording;
  const formula = isFormula(text);
  text = words(sameSigns(text, flat)).join(" ");
  if (!strict.includes(PUNCTUATION) && text.includes(".")) text = text.replace(rules.titles, initials).replace(rules.initials, initials);
  if (!strict.includes(CASE)) text = lowered(text);
  if (!strict.includes(ACCENTS) && !isAscii(text)) text = withoutAccents(text, flat);
  if (!strict.includes(PUNCTUATION) && has(rules.punctuation, text)) text = withoutPunctuation(text, formula);
  text = text.replace(rules.and, " and ");
  if (has(rules.digit, text)) {
    text = text.replace(rules.barePoint, "0.");
    if (grouped) text = text.replace(rules.groups, group);
    text = text.replace(rules.unit, "%").replace(rules.timesDot, "*").replace(rules.times, "*");
    text = text.replace(rules.beforeUnit, "$1 ");
  }
  text = text.replace(grouped ? rules.besideSign : rules.besideAnySign, firstGroup);
  const list = withDigits(words(text));
  if (list.length > 1 && list[0].toLowerCase() === "the") list.shift();
  text = list.join(" ");
  return (isAscii(text) ? text : text.replace(rules.besideCjk, "")).replaceAll('"', "''");
}

function lowered(text) {
  if ((!text.includes("\\") && isAscii(text)) || has(RULES.wording.greekWord, text)) return caseFolded(text);
  let result = "", at = 0;
  for (const match of text.matchAll(RULES.wording.cased)) {
    result += caseFolded(text.slice(at, match.index)) + match[0];
    at = match.index + match[0].length;
  }
  return result + caseFolded(text.slice(at));
}

function withoutAccents(text, greek) {
  const rules = RULES.wording;
  const hasWord = has(rules.hasWord, text);
  text = text.normalize("NFC").replace(rules.points, "");
  if (hasWord) {
    text = text.normalize("NFD").replace(rules.latinMarks, "").replace(rules.stress, "");
    text = eachCharacter(text, (each) => own(RULES.plainLetters, each) ?? each);
    if (greek) text = text.replace(rules.greekMarks, "");
  }
  return text.normalize("NFC");
}

function withoutPunctuation(text, formula) {
  const rules = RULES.wording;
  text = unquoted(text);
  // A hyphen in a formula is a minus; a minus sign keeps later passes from folding it.
  if (formula) return text.replace(rules.hyphen, "\u2212").replace(rules.lastStop, "");
  text = text.replace(rules.spacedStop, "");
  if (has(rules.quote, text)) {
    text = text.replace(rules.innerQuotes, (...parts) => strip(firstGroup(...parts))).replace(rules.apostrophe, "");
  }
  text = text.replace(rules.hyphen, " ");
  if (!text.includes("(")) {
    text = text.replace(rules.date, "$1 ").replace(rules.innerStops, "").replace(rules.comma, " ");
  }
  return text.replace(rules.lastStops, "");
}

function unquoted(text) {
  for (;;) {
    const letters = Array.from(text), first = letters[0], last = letters[letters.length - 1];
    if (letters.length <= 2 || !(own(RULES.closingQuotes, first) ?? "").includes(last)) return text;
    const inside = strip(letters.slice(1, -1).join("")), left = inside.replace(RULES.wording.apostrophe, "");
    if (!inside || left.includes(first) || left.includes(last)) return text;
    text = inside;
  }
}

function initials(text) {
  const letters = text.replace(/[. ]/g, "");
  const isUpper = /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
  const known = RULES.commonInitials.includes(letters.toLowerCase());
  return text.endsWith(".") || (isUpper && Array.from(letters).length > 2) || known ? letters : text;
}

function group(...parts) {
  const { match, at, text } = found(parts);
  const numbers = match.split(".");
  if (numbers.length === 4 && numbers.every((each) => each[0] !== "0" && Number(each) < 256)) return match;
  const before = characterBefore(text, at), after = characterAfter(text, at + match.length);
  if (before && after && "([{".includes(before) && ")]}".includes(after)) return match;
  return match.replace(/[, .']/g, "");
}
