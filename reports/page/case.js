// One case: what was expected, what was got, its picture, and how to see it again.

function clauseBox(data, id) {
  const { level, ruling, source } = clauseOf(data, id);
  return el("li", { class: "clause" },
    el("a", { href: addressOf(data, { verdict: [...verdicts], clause: id }) }, id),
    level ? el("span", { class: "level" }, level) : null,
    el("p", {}, ruling), source ? el("p", { class: "hint" }, source) : null);
}

// Where it stands among the cases that the filters leave.
function pager(data, state, one) {
  const cases = chosenCases(data, state);
  const at = cases.indexOf(one);
  const step = (other, words) => (other === undefined ? el("span", { class: "faint" }, words)
    : el("a", { href: addressOfCase(data, state, other), rel: words === "next" ? "next" : "prev" }, words));
  return el("nav", { class: "pager", "aria-label": "cases" },
    el("a", { href: writeState(data, { ...state, case: "" }), id: "back" }, "← all cases"),
    at < 0 ? null : el("span", {}, step(cases[at - 1], "previous"), ` ${at + 1} of ${cases.length} `, step(cases[at + 1], "next")));
}

// The same scenario in the other dialects, and with the other clients.
function siblings(data, state, one) {
  const others = data.cases.filter((other) => other.id === one.id);
  if (others.length < 2) return null;
  return el("ul", { class: "siblings", "aria-label": "the same case elsewhere" }, others.map((other) => {
    const words = data.runs.length > 1 ? `${data.runs[other.run].client}, ${other.dialect}` : other.dialect;
    return el("li", {}, other === one ? el("span", { class: "here", "aria-current": "true" }, badge(other.verdict, words))
      : el("a", { href: addressOfCase(data, state, other) }, badge(other.verdict, words)));
  }));
}

// What the file of known failures says of the case.
function knownNote(one) {
  if (one.known === undefined) return null;
  const said = one.known === "as_known" ? "A known failure: it came out as the file of known failures says." : `Not as the file of known failures says. ${one.edit ?? ""}`;
  return el("p", { class: one.known === "as_known" ? "hint" : "warning" }, said, one.link ? el("span", {}, " See ", el("code", {}, one.link)) : null);
}

function outcome(one) {
  if (one.judged === "pass") return null;
  const place = one.step < 0 ? "before the first step" : one.step_text ? `step ${one.step}: ${one.step_text}` : "at the end";
  const rows = [["expected", one.expected, "want"], ["got", one.got, "got"]].filter(([, text]) => text);
  return el("div", { class: "outcome" },
    el("dl", { class: "pair" }, rows.map(([name, text, kind]) => el("div", { class: kind }, el("dt", {}, name), el("dd", {}, text)))),
    el("p", { class: "hint" }, el("code", {}, one.code), ` · fault of the ${one.owner} · ${place}`));
}

function figure(one, picture) {
  const { image, bands } = swimLanes(one, picture);
  return el("figure", { class: "figure" }, el("h3", {}, "What happened"), legend(),
    scroller("picture of the case", image), asText(bands));
}

function traceLines(one, picture) {
  const lines = picture?.trace ?? [];
  if (lines.length === 0 && !one.trace) return null;
  return el("div", {}, el("h3", {}, "The end of the trace"),
    one.trace ? el("p", { class: "hint" }, "whole: ", el("code", {}, one.trace)) : null,
    lines.length === 0 ? null : el("pre", { tabindex: "0", "aria-label": "the end of the trace" }, lines.join("\n")));
}

function observationList(one) {
  if (one.observations.length === 0) return null;
  return el("div", {}, el("h3", {}, "Where the text is silent"), el("ul", {}, one.observations.map(([clause, check, name, got]) => el("li", {},
    el("strong", {}, name), ` (${clause}, ${check}): ${got}`))));
}

function caseView(data, state, one) {
  const picture = one.picture();
  const client = data.runs.length > 1 ? `, ${data.runs[one.run].client}` : "";
  const facts = [one.repeats ? `${one.repeats} repeats` : "", one.ms ? `${one.ms} ms` : ""].filter((text) => text !== "").join(", ");
  return el("article", { class: "case", "aria-labelledby": "case-title" },
    pager(data, state, one),
    el("p", { class: "eyebrow" }, badge(one.verdict), " ", el("span", { class: "level" }, one.level), ` ${one.dialect}${client}`, facts ? el("span", { class: "faint" }, ` · ${facts}`) : null),
    el("h2", { id: "case-title", tabindex: "-1" }, one.id),
    el("p", { class: "title" }, one.title),
    siblings(data, state, one),
    knownNote(one),
    outcome(one),
    picture === null ? null : el("div", {}, picture.ways.length > 0 ? el("h3", {}, "Expected and heard") : null, strip(picture)),
    picture === null ? null : figure(one, picture),
    picture === null && one.judged !== "pass" && one.judged !== "unsupported" ? el("p", { class: "hint" }, "No picture of this case is kept: its trace is not there, or too many others fill the page.") : null,
    el("h3", {}, one.judged === "fail" ? "What it departs from" : "What it is about"),
    el("ul", { class: "clauses" }, one.clauses.map((id) => clauseBox(data, id))),
    observationList(one),
    el("h3", {}, "Run it again"), command(one.again, "that runs this case again"),
    traceLines(one, picture),
    one.stderr ? el("div", {}, el("h3", {}, "The end of standard error"), el("pre", { tabindex: "0", "aria-label": "the end of standard error" }, one.stderr)) : null);
}
