// Numbers in Han numerals: what zgcquiz/core/text/han/numbers.py does.

/** Return a text with each number in Han numerals in digits, fractions as a/b, and 百分之 as %. */
function withHanDigits(text) {
  if (isAscii(text)) return text;
  const { perCent, fraction: fractions, run, spaced } = RULES.han;
  text = text.replace(spaced, "$1");
  text = text.replace(perCent, (_, number) => `${number === "百" ? "100" : number.replace(run, hanNumber)}%`);
  return text.replace(run, hanNumber).replace(fractions, "$2/$1");
}

const withoutHanHedges = (text) =>
  isAscii(text) ? text : text.replace(RULES.han.hedgeBefore, "").replace(RULES.han.hedgeAfter, "");
const unitWithoutHedges = (word) => (RULES.hanAbout.includes(word) ? "" : word.replace(RULES.han.hedgeInUnit, ""));
const sameHan = (text) => eachCharacter(text, (each) => own(RULES.hanSame, each) ?? each);

/** Return the factor that a unit begins with and the rest of it: [10000, 件] of 万件. */
function hanScale(unit) {
  const [powers] = unit.match(RULES.han.leading), sizes = { ...RULES.hanTens, ...RULES.hanScales };
  const scale = Array.from(sameHan(powers)).reduce((product, power) => product * sizes[power], 1);
  return [scale, unit.slice(powers.length)]; // 万亿 is ten thousand times 亿
}

function hanNumber(...parts) {
  const { match, at, text } = found(parts);
  const following = characterAfter(text, at + match.length), last = match.slice(-1);
  const isUnit = isDecimal(match[0]) && "百千".includes(last) && following && RULES.hanInUnits.includes(following);
  const unit = isUnit ? last : "", bare = match.slice(0, match.length - unit.length);
  const value = positionalHan(bare) ?? valueOfHan(sameHan(bare).match(RULES.han.parts) ?? []);
  return value === null ? match : value + unit;
}

/** Return a number written digit by digit, as years are, in digits; null for others. */
function positionalHan(text) {
  const same = sameHan(text);
  if (text.length < 2 || Array.from(same).some((each) => own(RULES.hanDigits, each) === undefined && each !== "0")) return null;
  if (text.length === 2 && !same.includes("0")) return null;
  return eachCharacter(same, (each) => String(own(RULES.hanDigits, each) ?? each));
}

/** Return a number with its powers of ten named, in digits; null if it isn't one number, or not a whole one. */
function valueOfHan(parts) {
  const plus = (one, other) => fraction(one[0] * other[1] + other[0] * one[1], one[1] * other[1]), zero = whole(0);
  let total = zero, below = zero, number = null, before = "", last = 1e12, scales = [];
  for (const part of [...parts, ""]) {
    const scale = own(RULES.hanScales, part), ten = own(RULES.hanTens, part);
    if (part === "0" && number === null && parts.length > 1) {
      before = "";
    } else if (!part || scale) {
      if (number !== null && before && before !== "十") return null; // 五 in 一千五 may be 5 or 500
      [below, number] = [plus(below, number ?? zero), null];
      if (!part) continue;
      const isHighest = scales.every((each) => scale > each);
      if ((!below[0] && !(isHighest && total[0])) || scales.includes(scale)) return null;
      const scaled = times(isHighest ? plus(total, below) : below, whole(scale));
      total = isHighest ? scaled : plus(total, scaled);
      [below, last, before, scales] = [zero, 1e12, part, isHighest ? [scale] : [scale, ...scales]];
    } else if (ten) {
      if ((number === null && part !== "十") || ten >= last) return null;
      below = plus(below, times(number ?? whole(1), whole(ten)));
      [number, last, before] = [null, ten, part];
    } else if (number !== null) {
      return null;
    } else {
      const figure = part.replace(RULES.han.groupMark, "").replace(",", ".");
      const [integer, decimals = ""] = String(own(RULES.hanDigits, part) ?? figure).split(".");
      number = decimalNumber(integer, decimals);
    }
  }
  const value = plus(total, below);
  return value[1] === 1n ? String(value[0]) : null;
}
