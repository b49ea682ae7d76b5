// Elements of the page. Texts of the pack reach it as text nodes only, and elements only by these names.

const FORMATTING = new Set(
  "p pre code blockquote ul ol li table thead tbody tr th td strong em br".split(" "),
);
const FOLLOWED = /^(?:https?:\/\/|mailto:)/;

/** Return one of the page's own texts in its language, with values in place of each {}. */
function word(text, ...values) {
  return (DATA.words[text] ?? text).replaceAll("{}", () => values.shift());
}

/** Return an element. settings: attributes, `text`, and listeners as `onclick`; a value of false or null is left out. */
function element(name, settings = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(settings)) {
    if (key === "text") made.textContent = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

/** Return a button. onclick: what it does; settings: as for `element`. */
function button(text, onclick, settings = {}) {
  return element("button", { type: "button", onclick, text, ...settings });
}

/**
 * Return a text of the pack as an element. text: a string, or the nodes of a text with markup; name: of the element;
 * quiet: sounds are written as their words, as a player can't stand in a button.
 */
function packText(text, name = "div", settings = {}, quiet = false) {
  const plainText = typeof text === "string";
  const made = element(name, { dir: "auto", lang: DATA.language || null, ...settings });
  made.classList.add(plainText ? "text" : "markup");
  if (plainText) made.textContent = text;
  else made.append(...text.map((each) => node(each, quiet)));
  return made;
}

/** Return a node of a text with markup: a string, [name, {start}?, ...children], or [image or sound, number, words]. */
function node(source, quiet) {
  if (typeof source === "string") return document.createTextNode(source);
  const [name, ...rest] = source;
  if (name === "img" || name === "audio") return mediaElement(name, rest[0], rest[1], quiet);
  if (name === "a") return linkElement(quiet, ...rest);
  if (!FORMATTING.has(name)) return document.createTextNode("");
  const settings = rest.length && typeof rest[0] === "object" && !Array.isArray(rest[0]) ? rest.shift() : {};
  const start = Number.isInteger(settings.start) ? settings.start : null;
  return element(name, { start }, ...rest.map((each) => node(each, quiet)));
}

/** Return a link; its text and its address where there can be none, as in a button. */
function linkElement(quiet, { href, note }, ...children) {
  const inside = children.map((each) => node(each, quiet));
  if (quiet || !FOLLOWED.test(href)) return element("span", {}, ...inside, note ? ` (${note})` : null);
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function mediaElement(name, number, words, quiet) {
  const source = DATA.media[number], isSound = name === "audio";
  const fits = typeof source === "string" && source.startsWith(isSound ? "data:audio/" : "data:image/");
  if (!fits || (isSound && quiet)) return document.createTextNode(isSound ? `[sound: ${words}]` : `[image: ${words}]`);
  return isSound
    ? element("audio", { controls: true, src: source, "aria-label": words || "sound" })
    : element("img", { src: source, alt: words });
}

/** Return the players of the sounds in a text. */
function soundsIn(text) {
  if (typeof text === "string") return [];
  const sounds = [], visit = (source) => {
    if (!Array.isArray(source)) return;
    if (source[0] === "audio") sounds.push(mediaElement(...source, false));
    else source.forEach(visit);
  };
  text.forEach(visit);
  return sounds;
}

const byId = (id) => document.getElementById(id);
const counted = (number, one, many) => word(number === 1 ? one : many, number);
const say = (text) => { byId("status").textContent = text; };

/** Show a screen, and put the focus on an element of it. */
function show(children, focus) {
  byId("main").replaceChildren(...children.filter(Boolean));
  window.scrollTo(0, 0);
  focus?.focus({ preventScroll: true });
  warn();
}

/** Say what the reader has to know whatever is shown: that nothing is kept. */
function warn() {
  const text = store.works ? "" : word("This browser keeps nothing of this page: save your answers before you close it.");
  if (text && byId("alert").textContent !== text) byId("alert").textContent = text;
}
