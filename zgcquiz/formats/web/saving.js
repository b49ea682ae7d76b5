// How answers leave the browser: as a file, or as text to copy.

function savePanel(open = false) {
  loadStore(); // what another window kept meanwhile
  const valid = [...store.answers.values()].filter((answer) => !answer.void).length;
  if (!store.answers.size) return null;
  const text = element("textarea", { id: "lines", readonly: true, rows: 4, "aria-label": "Answers as text", spellcheck: "false" });
  text.value = answerFile();
  const shown = element("details", {}, element("summary", { text: "Answers as text" }), text,
    element("p", {}, button("Copy", () => copyAnswers(text), { id: "copy" })));
  return element("section", { class: "save" },
    element("h3", { text: "Your answers" }),
    element("p", { class: "note", text: `${counted(valid, "answer")} ${store.works ? "kept in this browser" : "not saved yet"}.` }),
    element("p", { class: "actions" },
      button("Save as a file", saveAnswers, { id: "save", class: open ? "main" : "" }),
      button("Delete them here", deleteAnswers, { id: "delete", class: "quiet" })),
    shown);
}

function saveAnswers() {
  const file = new Blob([answerFile()], { type: "application/x-ndjson" });
  const url = URL.createObjectURL(file), name = deviceName().replace(/[^\p{L}\p{N}_-]+/gu, "-");
  const link = element("a", { href: url, download: `${DATA.pack}-${name}.jsonl` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  say("The file with your answers was saved.");
}

async function copyAnswers(text) {
  text.closest("details").open = true;
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    say("Copied.");
  } catch {
    say(document.execCommand("copy") ? "Copied." : "Copying isn’t allowed here: the text is selected, copy it yourself.");
  }
}

function deleteAnswers() {
  if (!window.confirm("Delete the answers kept in this browser? What you saved as a file stays.")) return;
  forgetAnswers();
  state.round = null;
  showStart();
}
