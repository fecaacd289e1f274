// Elements, made from values and never from markup: no text of a client can become an element.

// The verdicts, and what the file of known failures makes of them: "surprise" is a pass that it does not expect,
// "known" a failure that it does.
const verdicts = ["fail", "surprise", "broken", "inconclusive", "known", "unsupported", "pass"];
const levels = ["must", "should", "robust", "open"];
const signs = { fail: "✕", surprise: "⚑", broken: "!", inconclusive: "?", known: "○", unsupported: "–", pass: "✓" };

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return node;
}

// el("a", {href: "#", click: open}, "text", …): functions become listeners.
function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

// The sign tells the verdict where colours do not.
function badge(verdict, words = verdict) {
  return el("span", { class: `badge ${verdict}` }, el("span", { "aria-hidden": "true" }, signs[verdict]), " ", words);
}

// A shell command with a button. Where the clipboard is closed to us the command is selected, so
// that one key copies it.
function command(text, name) {
  const code = el("code", {}, text);
  const said = el("span", { class: "said", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code);
      said.textContent = "selected";
    }
    setTimeout(() => { said.textContent = ""; }, 2000);
  };
  const button = el("button", { type: "button", click: copy, "aria-label": `copy the command ${name}` }, "copy");
  return el("div", { class: "command" }, code, button, said);
}

function section(id, title, ...children) {
  const heading = el("h2", { id: `${id}-title`, tabindex: "-1" }, title);
  return el("section", { id, "aria-labelledby": `${id}-title` }, heading, ...children);
}

// A table that can be scrolled with the keyboard where it is wider than the page.
function scroller(label, child) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, child);
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
