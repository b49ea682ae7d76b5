// How answers reach the server of a page that was served by one: each is sent until it says that it is on its disk.

const CHUNK = 50, FIRST_WAIT = 1000, LONGEST_WAIT = 30_000;
const sending = { refused: new Map(), busy: false, wait: FIRST_WAIT, timer: null };

/** Return the answers that the server doesn't have yet, the oldest first. An answer that was undone is sent again. */
function unsentAnswers() {
  const isDone = ({ id, void: undone }) => store.sent.get(id) === undone || sending.refused.get(id) === undone;
  const open = [...store.answers.values()].filter((each) => !isDone(each));
  return open.sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function sendAnswers() {
  if (!DATA.collects) return;
  showSending();
  if (sending.busy) return;
  clearTimeout(sending.timer);
  sending.busy = true;
  try {
    for (let open = unsentAnswers(); open.length; open = unsentAnswers()) {
      await sendChunk(open.slice(0, CHUNK));
      sending.wait = FIRST_WAIT;
    }
  } catch {
    sending.timer = setTimeout(sendAnswers, sending.wait);
    sending.wait = Math.min(2 * sending.wait, LONGEST_WAIT);
  }
  sending.busy = false;
  showSending();
}

/** Send some answers. Throws an error if the server doesn't take them now. */
async function sendChunk(answers) {
  const body = answers.map((each) => `${JSON.stringify(each)}\n`).join("");
  const response = await fetch("answers", { method: "POST", body, redirect: "error", credentials: "omit" });
  if (!response.ok) throw new Error(String(response.status));
  const { kept: ids, refused } = await response.json();
  const taken = new Set(ids);
  for (const each of answers) {
    if (!taken.has(each.id)) continue;
    store.sent.set(each.id, each.void);
    keep(SENT + each.id, each.void);
  }
  for (const { line, reason } of refused) {
    const answer = answers[line - 1];
    if (!answer) continue;
    sending.refused.set(answer.id, answer.void);
    byId("alert").textContent = word("An answer was not taken: {}.", word(reason));
  }
  if (!answers.every((each) => taken.has(each.id) || sending.refused.has(each.id))) throw new Error("not all");
}

/** Say at the foot of the page how many answers are still to be sent. */
function showSending() {
  if (!DATA.collects) return;
  const line = byId("sending") ?? element("p", { id: "sending" }), open = unsentAnswers().length;
  line.textContent = open
    ? counted(open, "{} answer not sent yet: keep this page open.", "{} answers not sent yet: keep this page open.")
    : word("All answers are sent.");
  if (!line.isConnected) byId("footer").prepend(line);
}

window.addEventListener("online", sendAnswers);
