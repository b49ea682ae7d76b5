// How answers leave the browser: as a file, or as text to copy.

function savePanel(open = false) {
  loadStore(); // what another window kept meanwhile
  const valid = [...store.answers.values()].filter((answer) => !answer.void).length;
  if (!store.answers.size) return null;
  const text = element("textarea", { id: "lines", readonly: true, rows: 4, "aria-label": word("Answers as text"), spellcheck: "false" });
  text.value = answerFile();
  const shown = element("details", {}, element("summary", { text: word("Answers as text") }), text,
    element("p", {}, button(word("Copy"), () => copyAnswers(text), { id: "copy" })));
  return element("section", { class: "save" },
    element("h3", { text: word("Your answers") }),
    element("p", { class: "note", text: store.works
      ? counted(valid, "{} answer kept in this browser.", "{} answers kept in this browser.")
      : counted(valid, "{} answer not saved yet.", "{} answers not saved yet.") }),
    element("p", { class: "actions" },
      button(word("Save as a file"), saveAnswers, { id: "save", class: open ? "main" : "" }),
      button(word("Delete them here"), deleteAnswers, { id: "delete", class: "quiet" })),
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
  say(word("The file with your answers was saved."));
}

async function copyAnswers(text) {
  text.closest("details").open = true;
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    say(word("Copied."));
  } catch {
    say(document.execCommand("copy") ? word("Copied.") : word("Copying isn’t allowed here: the text is selected, copy it yourself."));
  }
}

function deleteAnswers() {
  if (!window.confirm(word("Delete the answers kept in this browser? What you saved as a file stays."))) return;
  forgetAnswers();
  state.round = null;
  showStart();
}
