// The head, the matrix, and what the client does where the text is silent.

function head(data) {
  const several = data.runs.length > 1;
  const title = several ? `${data.runs.length} clients side by side` : data.runs[0].client;
  return el("header", { class: "head" },
    el("div", { class: "bar" }, el("span", { class: "mark" }, "deadair"), themeSwitch()),
    el("h1", {}, title),
    data.runs.map((run) => runHead(data, run, several)));
}

function runHead(data, run, several) {
  const cases = data.cases.filter((one) => one.run === run.index);
  const facts = [["seed", run.seed], ["plan", run.plan], ["scenarios", run.scenarios],
    ["deadair", run.tool], ["contract", run.contract]];
  if (several) facts.unshift(["from", run.source]);
  return el("div", { class: "run" },
    several ? el("h2", { class: "client" }, run.client) : null,
    counts(data, cases, run, several),
    run.complete ? null : el("p", { class: "warning" },
      el("strong", {}, "Not complete. "),
      `${cases.length} of ${run.planned} planned cases have a result.`),
    el("dl", { class: "facts" }, facts.map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text ?? "–")))),
    run.again ? command(run.again, "that runs all of it again") : null,
    run.left_out ? el("p", { class: "hint" }, `${plural(Number(run.left_out), "picture")} would not fit into this page; the traces have all.`) : null);
}

// One bar for the eye, the numbers as links to their cases.
function counts(data, cases, run, several) {
  const found = countVerdicts(cases);
  const shown = verdicts.filter((verdict) => found[verdict] > 0);
  const client = several ? { client: String(run.index) } : {};
  const bar = shown.map((verdict) => el("span", { class: `share ${verdict}`, style: `flex-grow: ${found[verdict]}` }));
  const links = shown.map((verdict) => el("li", {}, el("a", { class: `count ${verdict}`, href: addressOf(data, { verdict: [verdict], ...client }) },
    el("span", { class: "number" }, String(found[verdict])), el("span", { class: "word" }, `${signs[verdict]} ${verdict}`))));
  return el("div", { class: "tally" }, el("div", { class: "shares", "aria-hidden": "true" }, bar), el("ul", { class: "counts" }, links));
}

function groupBy(items, keyOfItem) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOfItem(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

function cell(data, cases, filters, name) {
  if (cases.length === 0) return el("td", { class: "cell none" }, "–");
  const found = countVerdicts(cases);
  const verdict = worstOf(found);
  const words = countsInWords(found);
  return el("td", { class: "cell" },
    el("a", { class: `box ${verdict}`, href: addressOf(data, { verdict: [...verdicts], ...filters }), title: words },
      el("span", { "aria-hidden": "true" }, signs[verdict]), ` ${found.pass}/${cases.length}`, el("span", { class: "hidden" }, ` ${name}: ${words}`)));
}

function matrixTable(corner, columns, rows) {
  return el("table", { class: "matrix" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, corner), columns.map((name) => el("th", { scope: "col", class: "cell" }, name)))),
    el("tbody", {}, rows));
}

function matrix(data) {
  return data.runs.length > 1 ? matrixOfClients(data) : matrixOfThemes(data);
}

function matrixOfThemes(data) {
  const byTheme = groupBy(data.cases, (one) => one.theme);
  const rows = data.themes.map((theme) => {
    const cases = byTheme.get(theme);
    return el("tr", {}, el("th", { scope: "row" }, el("a", { href: addressOf(data, { verdict: [...verdicts], theme }) }, theme)),
      data.dialects.map((dialect) => cell(data, cases.filter((one) => one.dialect === dialect), { theme, dialect }, `${theme}, ${dialect}`)));
  });
  return section("matrix", "Themes and dialects",
    el("p", { class: "hint" }, "Passed of all that were run. A box opens its cases."),
    scroller("themes and dialects", matrixTable("theme", data.dialects, rows)));
}

// Scenarios that all clients pass say little: their rows are folded into one line.
function matrixOfClients(data) {
  const byScenario = groupBy(data.cases, (one) => one.scenario);
  const names = [...byScenario.keys()].sort();
  const telling = names.filter((name) => byScenario.get(name).some((one) => one.verdict !== "pass"));
  const columns = data.runs.map((run) => run.client);
  const rowsOf = (list) => list.map((scenario) => el("tr", {}, el("th", { scope: "row" }, scenario),
    data.runs.map((run) => cell(data, byScenario.get(scenario).filter((one) => one.run === run.index),
      { text: scenario, client: String(run.index) }, `${scenario}, ${run.client}`))));
  const quiet = names.filter((name) => !telling.includes(name));
  return section("matrix", "Clients and scenarios",
    el("p", { class: "hint" }, `${plural(telling.length, "scenario")} that some client does not pass. A box opens its cases.`),
    scroller("clients and scenarios", matrixTable("scenario", columns, rowsOf(telling))),
    quiet.length === 0 ? null : el("details", {}, el("summary", {}, `${plural(quiet.length, "scenario")} that every client passes`),
      scroller("scenarios that every client passes", matrixTable("scenario", columns, rowsOf(quiet)))));
}

// None of the ways that are right, where one of them had to be: the case fails for it.
function isFailure(data, { one, clause, label }) {
  return one.verdict === "fail" && label === "other" && clauseOf(data, clause).level !== "open";
}

// What the client does where the text is silent: by clause and check, each label with the scenarios
// in which it was seen.
function silent(data) {
  const seen = data.cases.flatMap((one) => one.observations.map(([clause, check, label, got]) => ({ one, clause, check, label, got })))
    .filter((entry) => !isFailure(data, entry));
  if (seen.length === 0) return null;
  const groups = groupBy(seen, (entry) => entry.clause);
  const blocks = [...groups.keys()].sort().map((clause) => {
    const { ruling } = clauseOf(data, clause);
    return el("div", { class: "silence" },
      el("h3", {}, clause), el("p", { class: "hint" }, ruling),
      el("ul", { class: "labels" }, labelsOf(data, groups.get(clause))));
  });
  return section("silent", "Where the text is silent",
    el("p", { class: "hint" }, "What this client does where several ways are right, or none is said. None of this is a failure."),
    blocks);
}

function labelsOf(data, entries) {
  const several = data.runs.length > 1;
  const kinds = groupBy(entries, (entry) => [entry.check, entry.label, several ? entry.one.run : 0].join("\u0000"));
  return [...kinds.values()].map((group) => {
    const { check, label, one } = group[0];
    const scenarios = groupBy(group, (entry) => entry.one.id);
    return el("li", {}, el("strong", {}, label), ` ${check}`,
      several ? el("span", { class: "faint" }, `, ${data.runs[one.run].client}`) : null,
      el("details", {}, el("summary", {}, `in ${plural(scenarios.size, "case")}`),
        el("ul", {}, [...scenarios.values()].map((same) => el("li", {},
          el("a", { href: addressOf(data, { case: keyOf(data, same[0].one) }) }, same[0].one.id),
          el("span", { class: "faint" }, ` ${same.map((entry) => entry.one.dialect).join(", ")}: ${same[0].got}`))))));
  });
}

// What could not be judged, and whose fault that is.
function notJudged(data) {
  const left = data.cases.filter((one) => ["unsupported", "broken", "inconclusive"].includes(one.verdict));
  if (left.length === 0) return null;
  const groups = groupBy(left, (one) => [one.verdict, one.owner, one.code, one.got].join("\u0000"));
  const rows = [...groups.values()].sort((a, b) => verdicts.indexOf(a[0].verdict) - verdicts.indexOf(b[0].verdict) || b.length - a.length);
  return section("unjudged", "Not judged",
    scroller("not judged", el("table", { class: "plain" },
      el("thead", {}, el("tr", {}, ["verdict", "reason", "owner", "cases"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, rows.slice(0, 100).map((group) => el("tr", {}, el("td", {}, badge(group[0].verdict)),
        el("td", {}, group[0].got, el("br"), el("code", { class: "faint" }, group[0].code)), el("td", {}, group[0].owner),
        el("td", {}, el("a", { href: addressOf(data, { verdict: [group[0].verdict], text: group[0].code }) }, plural(group.length, "case")))))))));
}
