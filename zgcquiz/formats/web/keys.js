// Keys, the time away, and the start.

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.closest?.("input, textarea, select, audio")) return;
  const { current } = state, { key } = event;
  if (key.length === 1 && !hasLetterKeys()) return;
  const action = current ? (current.answer ? feedbackKey(key, event) : questionKey(key, event)) : otherKey(key);
  if (action) {
    event.preventDefault();
    action();
  }
}

const onButton = (event) => Boolean(event.target.closest?.("button, summary, a"));

function questionKey(key, event) {
  const { question, shown } = state.current;
  const letter = LABELS.indexOf(key.toLowerCase()), number = "123456789".indexOf(key);
  if (isChoice(question) && key.length === 1) {
    if (letter >= 0 && letter < shown.length) return () => choose(letter, key !== key.toLowerCase());
    if (number >= 0 && number < shown.length) return () => choose(number, false);
  }
  if (key === "0") return () => give(null);
  if (key === "u") return undo;
  if (key === "Enter" && question.kind === "multiple" && !onButton(event)) return answerPicked;
  if (key === "ArrowDown" || key === "ArrowUp") return isChoice(question) ? () => moveFocus(key === "ArrowDown" ? 1 : -1) : null;
  return null;
}

function moveFocus(step) {
  const buttons = optionButtons(), at = buttons.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : buttons.length - 1) : (at + step + buttons.length) % buttons.length;
  buttons[next].focus();
}

function feedbackKey(key, event) {
  const { current } = state;
  if (key === "Enter" && !onButton(event)) return askNext;
  if (key === "y" && canCount(current)) return () => remark("correct");
  if (key === "n" && canMiss(current)) return () => remark("wrong");
  if ("eh".includes(key) && canRate(current)) return () => rate(key === "e" ? EASY : HARD);
  return key === "u" ? undo : null;
}

function otherKey(key) {
  if (!byId("main").querySelector(".score")) return null;
  if (key === "u") return undo;
  if (EXAM) return null;
  if (key === "m") return again;
  return key === "n" ? newRound : null;
}

// The time away from the page is none for the answer.
let leftAt = null;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) leftAt = performance.now();
  else if (leftAt !== null && state.current) state.current.away += performance.now() - leftAt;
  if (!document.hidden) leftAt = null;
});
document.addEventListener("keydown", onKey);
window.addEventListener("beforeunload", (event) => {
  const isLost = DATA.collects ? unsentAnswers().length : store.answers.size;
  if (!store.works && isLost) event.preventDefault();
});

loadStore();
if (DATA.licence) byId("footer").append(packText(`${word("Questions")}: ${DATA.licence}`, "p"));
showStart();
sendAnswers();
