// The screens: start, question with its feedback, summary.

const LABELS = "abcdefghij";
const SIZES = [5, 10, 20, 50];
const QUESTIONS = new Map(DATA.questions.map((question) => [question.id, question]));
const EXAM = DATA.exam;

const state = { round: null, current: null };

// Rounds

function startRound(ids) {
  state.round = { edition: DATA.edition, session: newId().id, order: ids, shown: {}, answers: [] };
  keepRound();
  askNext();
}

const keepRound = () => keep(ROUND, state.round);

/** Return the round that was left, if it is one of this edition of the pack that isn't finished. */
function unfinishedRound() {
  const round = state.round ?? kept(ROUND);
  const fits =
    round && round.edition === DATA.edition && Array.isArray(round.order) && Array.isArray(round.answers) &&
    round.order.every((id) => QUESTIONS.has(id)) && round.answers.every((id) => store.answers.has(id));
  return fits && !isFinished(round) ? round : null;
}

const isFinished = (round) => round.answers.length >= round.order.length;

function askNext() {
  const { round } = state;
  if (isFinished(round)) showSummary();
  else showQuestion(round.answers.length);
}

function showQuestion(at) {
  const { round } = state, question = QUESTIONS.get(round.order[at]);
  const before = round.shown[at];
  const usable = Array.isArray(before) && before.every((place) => question.options[place]);
  const shown = usable ? before : sampleOptions(question, Math.random);
  round.shown[at] = shown;
  keepRound();
  state.current = { question, shown, at, picked: [], guess: false, answer: null, since: performance.now(), away: 0 };
  drawQuestion();
}

const secondsTaken = (current) => (performance.now() - current.since - current.away) / 1000;

/** Mark and keep a response: null, {picked} or {text}. */
function give(response) {
  const { current, round } = state, { question, shown } = current;
  if (current.answer) return;
  const keys = shown.map((place) => isKey(question, question.options[place]));
  current.marked = markResponse(question, response, keys, DATA);
  current.asked = { question, shown, session: round.session, seconds: secondsTaken(current) };
  current.response = response;
  record(GOOD);
  if (EXAM) askNext();
  else drawFeedback();
}

/** Keep the answer as it is marked. rating: as for `historyLine`. */
function record(rating) {
  const { current, round } = state;
  const answer = historyLine(current.asked, current.response, current.marked, current.guess, rating);
  keepAnswer(answer);
  current.answer = answer;
  round.answers[current.at] = answer.id;
  keepRound();
}

/** Keep the answer with another mark or rating: the first one is undone. */
function recordAgain(rating) {
  keepAnswer({ ...state.current.answer, void: true });
  record(rating);
  drawFeedback();
}

/** Count a typed answer as right or wrong, as its writer says. */
function remark(outcome) {
  state.current.marked = { outcome, slip: false };
  recordAgain(GOOD);
}

/** Rate the answer as easy or hard; a second time takes that back. */
const rate = (rating) => recordAgain(state.current.answer.rating === rating ? GOOD : rating);

const canRate = (current) => Boolean(current.answer) && current.answer.rating !== AGAIN;
const canCount = (current) => current.response?.text !== undefined && current.answer && !current.answer.correct;
const canMiss = (current) => Boolean(current.answer && current.marked.slip);

function undo() {
  const { round } = state, id = round?.answers[round.answers.length - 1];
  if (id === undefined) return;
  keepAnswer({ ...store.answers.get(id), void: true });
  round.answers.pop();
  showQuestion(round.answers.length);
  say(word("The last answer was undone."));
}

// The start

function showStart() {
  state.current = null;
  const left = unfinishedRound(), all = DATA.questions.length;
  const sizes = EXAM ? [all] : [...SIZES.filter((size) => size < all), all];
  const size = element("select", { id: "size" }, ...sizes.map((each) => element("option", {
    value: each, text: each === all ? word("all {}", all) : String(each), selected: each === 10 || (all <= 10 && each === all),
  })));
  const begin = () => startRound(sampleRound(DATA.questions, Number(size.value), Math.random));
  const resume = () => { state.round = left; askNext(); };
  const first = left
    ? button(word("Continue: question {} of {}", left.answers.length + 1, left.order.length), resume, { class: "main" })
    : button(word("Start"), begin, { class: "main" });
  const name = element("input", {
    id: "name", value: deviceName(), maxlength: MAX_NAME, autocomplete: "off", spellcheck: "false",
    onchange: (event) => { event.target.value = setDeviceName(event.target.value); },
  });
  show([
    DATA.description ? packText(DATA.description, "div", { class: "about" }) : null,
    element("p", { class: "row" }, element("label", { for: "size", text: word("Questions") }), size),
    element("p", { class: "row" }, element("label", { for: "name", text: word("Your name, or this device’s") }), name),
    element("p", { class: "actions" }, first, left ? button(word("New round"), begin) : null),
    EXAM ? element("p", { class: "note", text: word("Answers are marked, and shown neither as right nor as wrong.") }) : null,
    keysHelp(),
    savePanel(),
  ], first);
}

function keysHelp() {
  const rows = [
    ["a to j, 1 to 9", "answer, and be sure"], ["A to J", "the same as a guess"], ["0", "I don’t know"],
    ["Enter", "answer, or continue"], ["u", "undo the last answer"],
    ["e, h", "after a right and sure answer: it was easy, hard"], ["m, n", "at the end: missed again, new round"],
  ];
  const box = element("input", {
    id: "letters", type: "checkbox", checked: hasLetterKeys(), onchange: (event) => keep(LETTER_KEYS, event.target.checked),
  });
  return element("details", { class: "help" }, element("summary", { text: word("Keys") }),
    element("dl", {}, ...rows.flatMap(([key, what]) => [element("dt", { text: word(key) }), element("dd", { text: word(what) })])),
    element("p", { class: "check" }, box, element("label", { for: "letters", text: word("Letters and digits are keys") })));
}

// A question

const label = (at) => LABELS[at]?.toUpperCase() ?? String(at + 1);
const isChoice = (question) => !["typed", "numeric"].includes(question.kind);
const optionText = (option) => option.drawn ?? option.text;

function progress(at) {
  const { round } = state, right = round.answers.filter((id) => store.answers.get(id).correct).length;
  const total = round.order.length, score = EXAM || !right ? "" : ` · ${word("{} right", right)}`;
  return element("div", { class: "progress" },
    element("p", { text: word("Question {} of {}", at + 1, total) + score }),
    element("progress", { max: total, value: round.answers.length, "aria-label": word("Answered") }));
}

const stemOf = (question) =>
  packText(question.stem, "div", { id: "stem", class: "stem", role: "heading", "aria-level": 2, tabindex: -1 });

function drawQuestion() {
  const { current } = state, { question } = current, stem = stemOf(question);
  const several = question.kind === "multiple", parts = [progress(current.at), stem];
  let focus = stem;
  if (several) parts.push(element("p", { id: "hint", class: "hint", text: word("Select all that apply.") }));
  if (isChoice(question)) {
    parts.push(element("ol", { class: "options", "aria-labelledby": "stem" }, ...current.shown.map(optionItem)));
  } else {
    const [form, input] = answerForm(question);
    parts.push(form);
    focus = input;
  }
  const guess = button(word("A guess"), () => toggleGuess(), { id: "guess", class: "toggle", "aria-pressed": "false" });
  parts.push(element("p", { class: "actions" },
    several ? button(word("Answer"), answerPicked, { id: "answer", class: "main" }) : null,
    guess,
    button(word("I don’t know"), () => give(null), { id: "unknown" }),
    state.round.answers.length ? button(word("Undo"), undo, { class: "quiet" }) : null,
    button(word("Leave"), showStart, { class: "quiet" })));
  show(parts, focus);
}

function optionItem(place, at) {
  const { question } = state.current, option = question.options[place], several = question.kind === "multiple";
  const text = optionText(option);
  const pick = button("", () => choose(at, false), several ? { role: "checkbox", "aria-checked": "false" } : {});
  pick.classList.add("option");
  pick.append(element("span", { class: "key", text: label(at) }), packText(text, "span", {}, true));
  return element("li", {}, pick, ...soundsIn(text));
}

function answerForm(question) {
  const unit = question.unit ? packText(question.unit, "span", { id: "unit" }) : null;
  const input = element("input", {
    id: "typed", class: "typed", "aria-labelledby": unit ? "stem unit" : "stem", autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", maxlength: 2000, dir: "auto", enterkeyhint: "done",
  });
  const submit = (event) => {
    event.preventDefault();
    const text = strip(input.value);
    if (text && lacksNumber(question, text)) say(word("Type a number, or press: I don’t know."));
    else if (text) give({ text: input.value });
    else say(word("Type the answer, or press: I don’t know."));
  };
  const hint = element("p", { class: "hint", text: question.kind === "numeric" ? word("Type a number.") : word("Type the answer.") });
  const form = element("form", { class: "answer", onsubmit: submit }, hint, element("div", { class: "row" }, input, unit),
    element("button", { type: "submit", class: "main", text: word("Answer") }));
  return [form, input];
}

const optionButtons = () => [...document.querySelectorAll(".option")];

function toggleGuess(on = !state.current.guess) {
  state.current.guess = on;
  byId("guess").setAttribute("aria-pressed", String(on));
}

/** Pick the option at a place, or select it if several can be right. guess: the answer is declared a guess. */
function choose(at, guess) {
  const { current } = state;
  if (at >= current.shown.length) return;
  if (guess) toggleGuess(true);
  if (current.question.kind !== "multiple") {
    give({ picked: [at] });
    return;
  }
  const selected = !current.picked.includes(at);
  current.picked = selected ? [...current.picked, at] : current.picked.filter((each) => each !== at);
  optionButtons()[at].setAttribute("aria-checked", String(selected));
}

function answerPicked() {
  const { picked } = state.current;
  if (picked.length) give({ picked });
  else say(word("Select an option first, or press: I don’t know."));
}

// Feedback

const VERDICTS = { correct: "Right", partial: "Partly right", wrong: "Wrong" };

function verdict(current) {
  if (current.marked.slip) return word("Right, but for a slip");
  if (current.response?.text !== undefined && current.marked.outcome === "partial") return word("Near");
  return word(VERDICTS[current.marked.outcome]) + (current.response === null ? ` (${word("don’t know")})` : "");
}

function drawFeedback() {
  const { current } = state, { question, answer, response } = current;
  const heading = element("h2", { id: "verdict", class: `verdict ${answer.outcome}`, tabindex: -1, text: verdict(current) });
  const note = current.guess && response ? "a guess" : { [EASY]: "easy", [HARD]: "hard" }[answer.rating];
  if (note) heading.append(element("span", { class: "note", text: ` · ${word(note)}` }));
  const next = button(word(isFinished(state.round) ? "See the result" : "Next"), askNext, { class: "main" });
  show([
    progress(current.at),
    packText(question.stem, "div", { class: "stem" }),
    isChoice(question) ? markedOptions(current) : typedResult(question, response),
    heading,
    unitRemark(current),
    ...remarks(question, response?.picked?.map((at) => question.options[current.shown[at]]) ?? []),
    element("p", { class: "actions stay" },
      next,
      canCount(current) ? button(word("Count it as right"), () => remark("correct")) : null,
      canMiss(current) ? button(word("Count it as wrong"), () => remark("wrong")) : null,
      ...(canRate(current) ? [rateButton("Easy", EASY), rateButton("Hard", HARD)] : []),
      button(word("Undo"), undo, { class: "quiet" })),
  ], heading);
  heading.scrollIntoView?.({ block: "nearest" });
}
function markedOptions(current) {
  const { question, shown, response } = current;
  return element("ol", { class: "options" }, ...shown.map((place, at) => {
    const option = question.options[place], picked = Boolean(response?.picked?.includes(at));
    const text = optionText(option), state = option.key ? "right" : picked ? "missed" : "";
    const notes = [option.key && "right answer", picked && "your answer"].filter(Boolean).map((each) => word(each)).join(", ");
    const line = element("div", { class: `option done ${state}` },
      element("span", { class: "key", "aria-hidden": "true", text: option.key ? "✓" : picked ? "✗" : label(at) }),
      packText(text, "span", {}, true), notes ? element("span", { class: "tag", text: notes }) : null);
    return element("li", {}, line, ...soundsIn(text));
  }));
}

function typedResult(question, response) {
  return element("dl", { class: "typed-result" },
    ...(response ? [element("dt", { text: word("You said") }), packText(response.text, "dd")] : []),
    element("dt", { text: word("The answer") }), packText(rightText(question), "dd"));
}

const rightText = ({ right, unit }) => (unit ? `${right[0]} ${unit}` : right[0]);

const rateButton = (text, rating) =>
  button(word(text), () => rate(rating), { class: "toggle", "aria-pressed": String(state.current.answer.rating === rating) });

function unitRemark({ question, answer, response }) {
  const unit = answer.correct ? "" : unitAtFault(question, response?.text ?? "", DATA.notation);
  if (!unit) return null;
  const text = word("The number is right, but not its unit: {} instead of {}.", unit, question.unit);
  return element("div", { class: "remark", text });
}

/** Return what is said after an answer: on the options picked, on the question, and its source. */
function remarks(question, options) {
  const feedback = options.filter((option) => option.feedback);
  return [
    ...feedback.map((option) => packText(option.feedback, "div", { class: "remark" })),
    question.explanation ? packText(question.explanation, "div", { class: "remark" }) : null,
    question.source ? packText(question.source, "p", { class: "source" }) : null,
  ].filter(Boolean);
}

// The summary

function showSummary() {
  state.current = null;
  const { round } = state, answers = round.answers.map((id) => store.answers.get(id));
  const right = answers.filter((answer) => answer.correct), guesses = right.filter((answer) => answer.certainty === "guess");
  const missed = answers.filter((answer) => !answer.correct);
  const luck = guesses.length ? word(", {} of them guessed", guesses.length) : "";
  const heading = element("h2", {
    class: "score", tabindex: -1, text: word("{} of {} right", right.length, answers.length) + luck,
  });
  show([
    heading,
    EXAM || !missed.length ? null : missedList(missed),
    element("p", { class: "actions" },
      !EXAM && missed.length ? button(word("Missed again"), again, { id: "again", class: "main" }) : null,
      EXAM ? null : button(word("New round"), newRound, { id: "new", class: missed.length ? "" : "main" }),
      button(word("Undo"), undo, { class: "quiet" }),
      button(word("To the start"), showStart, { class: "quiet" })),
    savePanel(true),
  ], heading);
}

function missedList(missed) {
  const entries = missed.map((answer) => {
    const question = QUESTIONS.get(answer.question);
    const keys = isChoice(question)
      ? question.options.filter((option) => option.key).map((option) => packText(optionText(option), "div", {}, true))
      : [packText(rightText(question))];
    return element("li", {}, packText(question.stem, "div", { class: "asked" }), element("div", { class: "keys" }, ...keys));
  });
  return element("section", {}, element("h3", { text: word("Missed") }), element("ol", { class: "missed" }, ...entries));
}

function again() {
  const ids = state.round.answers.map((id) => store.answers.get(id)).filter((each) => !each.correct);
  if (ids.length) startRound(shuffled(ids.map((each) => each.question), Math.random));
}

function newRound() {
  startRound(sampleRound(DATA.questions, state.round.order.length, Math.random));
}
