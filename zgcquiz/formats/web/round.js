// A round: which questions are asked, with which options, and how an answer is marked.
// What zgcquiz/core/rounds does, with chances of the browser's own.

const DRAWN_DISTRACTORS = 3;

/** Return a shuffled copy of a list. random: returns a number from 0 to below 1. */
function shuffled(list, random) {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const at = Math.floor(random() * (last + 1));
    [result[last], result[at]] = [result[at], result[last]];
  }
  return result;
}

/** Return the ids of a round of at most `most` questions: a second one on a fact only after all facts. */
function sampleRound(questions, most, random) {
  const turns = new Map();
  const placed = shuffled(questions, random).map((question, place) => {
    const fact = question.fact ? `fact ${question.fact}` : `item ${question.id}`;
    const turn = turns.get(fact) ?? 0;
    turns.set(fact, turn + 1);
    return { id: question.id, turn, place };
  });
  placed.sort((one, other) => one.turn - other.turn || one.place - other.place);
  return placed.slice(0, most).map((each) => each.id);
}

/** Return the places of the options to show, in order: all keys, and of a pool three distractors; pinned ones last. */
function sampleOptions(question, random) {
  const { options } = question, places = options.map((_, at) => at), isPinned = (at) => Boolean(options[at].pinned);
  if (!question.shuffled) return places;
  const pool = places.filter((at) => options[at].pool), fixed = places.filter((at) => !options[at].pool);
  const pinned = fixed.filter((at) => isPinned(at) && !options[at].key).length;
  const chosen = [...fixed, ...shuffled(pool, random).slice(0, Math.max(0, DRAWN_DISTRACTORS - pinned))];
  return [...shuffled(chosen.filter((at) => !isPinned(at)), random), ...chosen.filter(isPinned)];
}

/**
 * Mark a response: {outcome, slip}. response: null for "I don't know", {picked: places among those shown}, or {text}.
 * keys: whether each option shown is right; language: {notation, han}, as `compare` takes them.
 */
function markResponse(question, response, keys, { notation, han }) {
  if (response === null) return { outcome: WRONG, slip: false };
  if (response.text !== undefined) {
    const match = question.hashes
      ? compareHashed(question, response.text, notation, han)
      : compare(question, response.text, notation, han);
    return { outcome: { right: "correct", slip: "correct", near: "partial", wrong: WRONG }[match], slip: match === SLIP };
  }
  const right = keys.flatMap((key, at) => (key ? [at] : [])), { picked } = response;
  if (sameLists([...picked].sort((one, other) => one - other), right)) return { outcome: "correct", slip: false };
  const hits = picked.filter((at) => keys[at]).length;
  return { outcome: hits > picked.length - hits ? "partial" : WRONG, slip: false };
}

/** Return whether an answer without a number is given where one is needed, so that it can't be meant. */
const lacksNumber = (question, text) =>
  question.kind === "numeric" && !hasNumber(text) && markResponse(question, { text }, [], DATA).outcome === WRONG;

// An exam: right answers are in the page as hashes only.

const hashed = (question, text) => sha256(`${DATA.pack}\0${question.id}\0${question.fingerprint}\0${text}`).slice(0, 32);

const isKey = (question, option) =>
  question.hashes ? question.hashes.includes(hashed(question, `=${option.text}`)) : Boolean(option.key);

function compareHashed(question, text, notation, han) {
  text = Array.from(text).slice(0, RULES.longest).join("");
  const known = (forms) => forms.some((form) => question.hashes.includes(hashed(question, form)));
  if (question.kind === "numeric") return known(numberForms(question, text, notation)) ? RIGHT : WRONG;
  const { exact, flat } = readWording(han ? inDigits(text) : text, question.strict), marked = (sign) => (form) => sign + form;
  const isRight = known([...exact.map(marked("e")), ...exact.map(marked("f")), ...flat.map(marked("e"))]);
  return isRight ? RIGHT : WRONG;
}

/** Return what a typed number may be, each as it would be hashed if it were right. */
function numberForms(question, text, notation) {
  const given = readQuantity(text, notation), forms = [`p${plain(text, [])}`];
  if (given === null) return forms;
  for (const { unit, fine } of question.units) {
    const values = given.decimal !== null && fine ? [given.value, given.decimal] : [given.value];
    const [factor, rest] = scaledUnit(unit, notation);
    for (const value of values) {
      const form = ([above, below]) => `n${above}/${below} ${foldUnit(unit)}`;
      if (["", foldUnit(unit)].includes(given.unit)) forms.push(form(value));
      if (["", rest].includes(given.unit)) forms.push(form(times(value, [1n, BigInt(factor)])));
      if (!unit && given.unit === "%") forms.push(form(times(value, [1n, 100n])));
    }
  }
  return forms;
}
