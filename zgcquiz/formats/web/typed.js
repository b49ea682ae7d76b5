// Comparison of typed answers: what zgcquiz/core/rounds/typed_answers.py does.

const RIGHT = "right", SLIP = "slip", NEAR = "near", WRONG = "wrong";

/**
 * Compare a typed answer with a question's right texts: RIGHT, SLIP, NEAR or WRONG.
 * question: {kind, right, wrong, accept, strict, tolerance, unit}; notation: {sign, long},
 * its language's decimal sign, or "", and whether a billion is 10^12 in it; han: whether it writes numbers in Han numerals too.
 */
function compare(question, text, notation, han) {
  if (question.kind === "numeric") {
    text = cut(text, RULES.longest);
    const given = readQuantity(text, notation), isSame = (accepted) => isAccepted(accepted, text, given, notation);
    return question.accept.some(isSame) ? RIGHT : compareNumber(question, given, notation);
  }
  const { strict } = question;
  let { right, wrong } = question;
  text = cut(text, Math.max(RULES.longest, ...right.map((key) => 2 * Array.from(key).length)));
  if (han) [right, wrong, text] = [right.map(inDigits), wrong.map(inDigits), inDigits(text)];
  const typed = readings(text, notation, false);
  [right, wrong] = [right, wrong].map((keys) => keys.flatMap((key) => readings(key, notation, true)));
  for (const step of wrong.length ? steps(strict) : [strict]) {
    const wordings = typed.map((reading) => readWording(reading, step));
    const isAny = (texts) => texts.some((other) => wordings.some((each) => sameWording(each, readWording(other, step))));
    if (isAny(wrong)) return WRONG;
    if (isAny(right)) return RIGHT;
  }
  if (strict.includes(SPELLING)) return WRONG;
  const answer = plain(typed[0], strict);
  const found = fewestSlips(right, answer, strict), others = fewestSlips(wrong, answer, strict);
  if (found >= others) return WRONG;
  return others === Infinity && right.some((key) => isSlip(plain(key, strict), answer)) ? SLIP : NEAR;
}

/** Return the unit typed with a number if it alone makes the answer wrong, else "". */
function unitAtFault(question, text, notation) {
  if (question.kind !== "numeric" || compare(question, text, notation) !== WRONG) return "";
  text = cut(text, RULES.longest);
  const given = readQuantity(text, notation);
  if (given === null || compareNumber(question, { ...given, unit: "" }, notation) !== RIGHT) return "";
  return unitBehind(text) || given.unit;
}

const cut = (text, size) => Array.from(text).slice(0, size).join("");
const inDigits = (text) => (isAscii(text) ? text : withHanDigits(sameSigns(text, false)));

/**
 * Return the texts that a text is compared as, the likeliest first: a number in digits with a decimal point and no other
 * separator, any other text unchanged. Like `readings` in zgcquiz/core/text/number_writing.py.
 */
function readings(text, { sign }, isKey) {
  const { signed, commaAlone, likeAGroup } = RULES.numberWriting;
  if (Array.from(text).length > RULES.longestNumber || !/\p{Nd}/u.test(text)) return [text];
  const found = matchWhole(signed, words(sameSigns(text, false).replaceAll("\u066c", "'")).join(" "));
  const pairs = found && fully(RULES.numbers.digits, found[2]) ? digitsOf(found[2], sign) : [];
  if (!pairs.length) return [text];
  const isLikeGroup = fully(likeAGroup, found[2]);
  if (!(pairs[0][1] || (sign === "," && isLikeGroup))) return [text];
  const written = pairs.map(([before, after]) => `${found[1]}${before}${after ? `.${after}` : ""}`);
  if (!fully(commaAlone, found[2]) || (sign === "," && isLikeGroup)) return written;
  return sign === "." && isKey ? [text] : [...written, text];
}

function steps(strict) {
  let kept = RULES.strict;
  const result = [kept];
  for (const each of RULES.foldedStepwise) {
    if (strict.includes(each)) continue;
    kept = kept.filter((other) => other !== each);
    result.push(kept);
  }
  return result;
}

const fewestSlips = (texts, answer, strict) => Math.min(...texts.map((text) => slips(plain(text, strict), answer)));
const numbersIn = (text) => text.match(RULES.wording.number) ?? [];
const sameLists = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

function slips(text, answer) {
  const numbers = numbersIn(text);
  if (!sameLists(numbers, numbersIn(answer))) return Infinity;
  const bare = (all) => words(withoutHanHedges(all)).filter((word) => !RULES.hedges.includes(word));
  if (numbers.length && sameLists(bare(text), bare(answer))) return 0;
  const one = partsOf(text), other = partsOf(answer);
  if (!sameLists(one.signs, other.signs)) return Infinity;
  const found = one.groups.reduce((sum, list, at) => sum + slipsInWords(list, other.groups[at]), 0);
  return found <= mostSlips(one.groups.flat().join("")) ? found : Infinity;
}

function isSlip(text, answer) {
  if (slips(text, answer) !== 1) return false;
  const typed = partsOf(answer).groups;
  const at = partsOf(text).groups.findIndex((list, place) => !sameLists(list, typed[place]));
  let list = partsOf(text).groups[at];
  if (list.join("") !== typed[at].join("")) list = list.filter((word, place) => word !== typed[at][place]);
  return countLetters(list.join("")) >= RULES.longWord;
}

function slipsInWords(list, answer) {
  if (sameLists(list, answer)) return 0;
  const letters = list.join("");
  if (letters === answer.join("")) return mostSlips(letters) ? 1 : Infinity; // only the spaces differ
  if (list.length !== answer.length) return Infinity;
  let found = 0;
  list.forEach((word, at) => {
    if (word === answer[at]) return;
    const most = mostSlips(word), count = edits(Array.from(word), Array.from(answer[at]), most);
    found += count <= most ? count : Infinity;
  });
  return found;
}

const countLetters = (word) => Array.from(word).filter((each) => !/^\p{M}$/u.test(each)).length;

function mostSlips(word) {
  const letters = countLetters(word);
  return (RULES.slips.find(([size]) => letters >= size) ?? [0, 0])[1];
}

/** Split a plain text into {groups, signs}: the words before, between and after its signs, which include digits. */
function partsOf(text) {
  const groups = [[]], signs = [];
  let run = "", runIsSign = null, isSign = false;
  const end = () => {
    if (runIsSign === null) return;
    if (runIsSign) {
      signs.push(words(run).join(""));
      groups.push([]);
    } else {
      groups[groups.length - 1].push(...words(run));
    }
  };
  for (const character of text) {
    if (!/^\p{M}$/u.test(character)) isSign = !/^[\p{L}\p{Z}]$/u.test(character) || has(RULES.typedAnswers.han, character);
    if (isSign !== runIsSign) {
      end();
      run = "";
      runIsSign = isSign;
    }
    run += character;
  }
  end();
  return { groups, signs };
}

/** Return the edit distance of two lists of letters, with swaps of neighbours, or a number over `most`. */
function edits(one, other, most) {
  const over = most + 1;
  if (Math.abs(one.length - other.length) > most) return over;
  let before = [], row = Array.from({ length: Math.min(other.length, most) + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const last = before;
    before = row;
    row = [];
    let least = over;
    for (let j = Math.max(0, i - most); j <= Math.min(other.length, i + most); j += 1) {
      let best = Math.min((before[j] ?? over) + 1, (row[j - 1] ?? over) + 1);
      if (j) best = Math.min(best, (before[j - 1] ?? over) + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        best = Math.min(best, (last[j - 2] ?? over) + 1);
      }
      row[j] = best;
      least = Math.min(least, best);
    }
    if (least > most) return over;
  }
  return Math.min(row[other.length] ?? over, over);
}

// Numbers

function compareNumber(question, given, notation) {
  const key = readQuantity(question.right[0], notation);
  if (given === null || key === null) return WRONG;
  return compareValues(given, key.value, question.tolerance.map(BigInt), question.unit, notation);
}

function isAccepted(text, answer, given, notation) {
  const accepted = readQuantity(text, notation);
  if (accepted === null || given === null) return accepted === given && plain(text, []) === plain(answer, []);
  return compareValues(given, accepted.value, whole(0), accepted.unit, notation) === RIGHT;
}

function compareValues(given, key, tolerance, unit, notation) {
  const values = [given.value];
  if (given.decimal !== null && times(key, whole(100))[1] !== 1n) values.push(given.decimal);
  const [factor, rest] = scaledUnit(unit, notation);
  const isNear = (value, target, off) => atMost(magnitude(minus(value, target)), off);
  const hits = (scale) => values.some((each) => isNear(each, times(key, whole(scale)), times(tolerance, whole(scale))));
  if (hits(1) && ["", foldUnit(unit)].includes(given.unit)) return RIGHT;
  if (hits(factor) && ["", rest].includes(given.unit)) return RIGHT;
  if (unit) return WRONG;
  if (given.unit === "%" && values.some((each) => isNear(times(each, [1n, 100n]), key, tolerance))) return RIGHT;
  return hits(1) ? NEAR : WRONG;
}
