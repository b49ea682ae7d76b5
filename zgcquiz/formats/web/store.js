// What the browser keeps: each answer under a key of its own, so that two windows don't overwrite each other's.

const FOLDER = `zgcquiz/${DATA.pack}/`, ANSWERS = `${FOLDER}answer/`, SENT = `${FOLDER}sent/`, ROUND = `${FOLDER}round`;
const DEVICE = "zgcquiz/device";
const LETTER_KEYS = "zgcquiz/letter-keys";
const MOST_SECONDS = 3600;
const MAX_NAME = 60;

/** answers: by id; sent: those that a server has, with whether they were undone then. */
const store = { works: true, answers: new Map(), sent: new Map() };

/** Write a value, or with null remove it. Return whether the browser keeps it. */
function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    store.works = false; // full, or not allowed: the page says so, and goes on
    return false;
  }
}

/** Return a value that was kept; null if there is none that can be read. */
function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function loadStore() {
  const probe = `${FOLDER}probe`;
  if (!keep(probe, 1)) return;
  keep(probe, null);
  for (let at = 0; at < localStorage.length; at += 1) {
    const key = localStorage.key(at), answer = key.startsWith(ANSWERS) ? kept(key) : null;
    if (answer && typeof answer === "object" && key === ANSWERS + answer.id) store.answers.set(answer.id, answer);
    if (key.startsWith(SENT)) store.sent.set(key.slice(SENT.length), kept(key));
  }
}

/** Keep an answer, a new one or one that changed. */
function keepAnswer(answer) {
  store.answers.set(answer.id, answer);
  keep(ANSWERS + answer.id, answer);
  sendAnswers();
}

/** Return whether single characters act: who speaks to a device, or uses its own keys, can turn that off. */
const hasLetterKeys = () => kept(LETTER_KEYS) !== false;

function forgetAnswers() {
  for (const id of store.answers.keys()) {
    keep(ANSWERS + id, null);
    keep(SENT + id, null);
  }
  store.answers.clear();
  store.sent.clear();
  keep(ROUND, null);
}

/** Return the answers as a file: a line of JSON each, in the order of their time. */
function answerFile() {
  const lines = [...store.answers.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  return lines.map((each) => `${JSON.stringify(each)}\n`).join("");
}

function randomHex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const clock = { last: 0 };

/** Return a version 7 UUID (RFC 9562) and its time, after that of the one before, whatever the browser's clock does. */
function newId() {
  const newest = [...store.answers.keys()].reduce((one, other) => (one > other ? one : other), "");
  const before = Math.max(clock.last, parseInt(newest.replace("-", "").slice(0, 12), 16) || 0);
  const now = Date.now();
  clock.last = before >= now && before - now < 60_000 ? before + 1 : now;
  const hex = `${clock.last.toString(16).padStart(12, "0")}7${randomHex(2).slice(1)}`;
  const rest = randomHex(8), variant = ((parseInt(rest[0], 16) & 3) | 8).toString(16);
  const digits = `${hex}${variant}${rest.slice(1)}`;
  const id = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return { id: id.join("-"), ms: clock.last };
}

function deviceName() {
  let name = kept(DEVICE) ?? store.device;
  if (typeof name !== "string" || !name) {
    name = `web-${randomHex(4)}`;
    setDeviceName(name);
  }
  return name;
}

/** Take a name for this device or its user. Return the name as it is kept. */
function setDeviceName(text) {
  const name = Array.from(words(text.replace(/\p{C}/gu, " ")).join(" ")).slice(0, MAX_NAME).join("");
  store.device = name || `web-${randomHex(4)}`;
  keep(DEVICE, store.device);
  return store.device;
}

const AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4;

/**
 * Return an answer as a line of the history: docs/reference/json.md. asked: {question, shown, session, seconds}; rating:
 * of a right and sure answer.
 */
function historyLine(asked, response, marked, guess, rating) {
  const { question, shown } = asked, { id, ms } = newId(), correct = marked.outcome === "correct";
  const texts = shown.map((at) => question.options[at].text);
  let said = null;
  if (response?.picked) said = [...response.picked].sort((one, other) => one - other).map((at) => texts[at]);
  else if (response) said = [response.text];
  return {
    id,
    at: new Date(ms).toISOString(),
    utc_offset: -new Date(ms).getTimezoneOffset(),
    device: deviceName(),
    session: asked.session,
    pack: DATA.pack,
    question: question.id,
    fingerprint: question.fingerprint,
    mode: "play",
    kind: question.kind,
    shown: texts,
    response: said,
    correct,
    outcome: marked.outcome,
    certainty: response ? (guess ? "guess" : "sure") : null,
    level: null,
    rating: correct && !guess ? rating : AGAIN,
    seconds: Math.round(Math.min(Math.max(asked.seconds, 0), MOST_SECONDS) * 1000) / 1000,
    void: false,
  };
}
