#!/usr/bin/env node
// Writes the page of results from runs against this client and from what its failures were found to be.
//   usage: results-page.js DEADAIR [--chromium RESULTS.jsonl] RESULTS.jsonl… > docs/results/element-web.md
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { execFileSync } = require("node:child_process");

const [deadair, ...words] = process.argv.slice(2);
const inChromium = words[0] === "--chromium" ? words.splice(0, 2)[1] : undefined;
if (words.length === 0) {
  console.error("usage: results-page.js DEADAIR [--chromium RESULTS.jsonl] RESULTS.jsonl…");
  process.exit(2);
}

const read = (file) => fs.readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const casesOf = (lines) => [...new Map(lines.filter((one) => one.kind === "case").map((one) => [one.id, one])).values()];
const lines = words.flatMap(read);
const cases = casesOf(lines);
const { dependencies: { "matrix-js-sdk": jsSdk } } = require("./package.json");
const { expect } = JSON.parse(fs.readFileSync(path.join(__dirname, "expect.json"), "utf8"));

const cell = (text) => String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (...cells) => `| ${cells.map(cell).join(" | ")} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => "---")), ...rows.map((one) => row(...one))].join("\n");

function countBy(list, key) {
  const counts = new Map();
  for (const one of list) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

// A fault of the client is told with the calls that led there; they name files of whoever ran it.
const withoutTrail = (got) => got.replace(/\s+at .*$/s, "").replace("page.evaluate: ", "");

// What a scenario does, a step a piece.
function stepsOf(id) {
  const shown = execFileSync(deadair, ["show", id], { encoding: "utf8" });
  return [...shown.matchAll(/^ {2}step \d+\s+(.*)$/gm)].map(([, step]) => step);
}

// The failures by what they come from, which the file of known failures says; most cases first.
function behaviours() {
  const groups = new Map();
  for (const one of cases.filter(({ verdict }) => verdict === "fail")) {
    const entry = expect.find(({ id, code }) => id === one.id && code === one.code);
    const reason = entry?.reason ?? "not examined yet";
    if (!groups.has(reason)) groups.set(reason, { reason, link: entry?.link, failed: [] });
    groups.get(reason).failed.push(one);
  }
  return [...groups.values()].sort((a, b) => b.failed.length - a.failed.length);
}

function section({ reason, link, failed }, at) {
  const told = failed.map((one) => ({ one, steps: stepsOf(one.id) }));
  told.sort((a, b) => a.steps.join().length - b.steps.join().length);
  const { one, steps } = told[0];
  const clauses = [...new Set(failed.flatMap((each) => each.clauses))].sort();
  return [
    `### ${at + 1}. ${reason}`, "",
    `* clauses: ${clauses.map((name) => `\`${name}\``).join(", ")}; codes: ${countBy(failed, (each) => each.code)
      .map(([code, count]) => `\`${code}\` ${count}`).join(", ")}`,
    `* shortest: \`${one.id}\`: ${steps.map((step) => `\`${step}\``).join(", ")}`,
    `* expected ${one.expected}; got **${withoutTrail(one.got)}**`,
    ...(failed.length > 1 ? [`* also: ${told.slice(1).map((each) => `\`${each.one.id}\``).join(", ")}`] : []),
    ...(link?.startsWith("http") ? [`* code: <${link}>`] : []),
    "",
  ].join("\n");
}

function silent() {
  const told = cases.flatMap((one) => one.observations.map((seen) => ({ ...seen, id: one.id })));
  const groups = new Map();
  for (const seen of told) {
    const key = [seen.clause, seen.check, seen.label || seen.got].join("|");
    if (!groups.has(key)) groups.set(key, { ...seen, count: 0 });
    groups.get(key).count += 1;
  }
  return [...groups.values()].map((seen) => [seen.clause, seen.label || seen.check, seen.got, seen.count, seen.id]);
}

// What came out differently in Chromium, and why: chromium.txt says so where somebody looked.
function disagreements(beside) {
  const said = fs.readFileSync(path.join(__dirname, "chromium.txt"), "utf8");
  const reasons = new Map([...said.matchAll(/^(\S+) +# (.*)$/gm)].map(([, id, reason]) => [id, reason]));
  const short = ({ code, got }) => `\`${code || "pass"}\` ${withoutTrail(got ?? "")}`;
  return beside.flatMap((there) => {
    const here = cases.find(({ id }) => id === there.id);
    if (!here || there.verdict === "unsupported" || (short(here) === short(there))) return [];
    return [[there.id, short(here), short(there), reasons.get(there.id) ?? "not examined yet"]];
  });
}

function chromium() {
  if (!inChromium) return "";
  const beside = casesOf(read(inChromium));
  const count = (verdict) => beside.filter((one) => one.verdict === verdict).length;
  const same = beside.filter((there) => there.verdict !== "unsupported"
    && cases.some((here) => here.id === there.id && here.verdict === there.verdict)).length;
  return `## In Chromium

The shortest case of each behaviour and three that chance chose ([chromium.txt](../../clients/element-web/chromium.txt))
were played in Debian's headless Chromium too: the same bundle in a page, real Web Audio on the decoded
files, real time, and a server of another origin. ${beside.length} cases: ${count("pass")} pass, ${count("fail")} fail,
${count("unsupported")} cannot be played without a clock that is moved. Of those that can, ${same} have the verdict that they
have in jsdom. Of three that chance chose verdict, code and what was heard are the same in both, and two traces were read in Chromium:
\`foreign.chunk[stranger=in_a_hole]\`, \`basics.no_chunk[end=zero]\` and \`gaps.ended_hole[hole=untold_end]\`, the last in
place of \`redaction.chunk_ahead\`, which needs a clock that is moved. In detail the engines differ so:

${table(["case", "in jsdom", "in Chromium", "because"], disagreements(beside))}

`;
}

const found = behaviours();
const verdicts = ["pass", "fail", "unsupported", "inconclusive", "broken"];
const themes = countBy(cases, ({ id }) => id.split(".")[0]).map(([theme, count]) => [
  theme, count, ...verdicts.map((verdict) =>
    cases.filter((one) => one.id.startsWith(`${theme}.`) && one.verdict === verdict).length),
]);
const broken = countBy(cases.filter(({ verdict }) => verdict === "fail").flatMap(({ clauses }) => clauses), (name) => name);
const header = lines.find(({ kind }) => kind === "header");

console.log(`# Element Web: what its voice broadcast code does

Made by \`clients/element-web/results-page.js\` from runs of \`scripts/element\`; the client is \`matrix-react-sdk\`
${header.client?.version ?? ""} on \`matrix-js-sdk\` ${jsSdk}, in jsdom ([clients/element-web](../../clients/element-web/README.md)).
The failures are sorted by scenario, code and what was heard. At least one trace of each kind was read, and what it
showed to be the adapter's or the suite's was mended: what stands here is the client's, or its js-sdk's. The
rows (W…) are those of [wild-bugs.md](../wild-bugs.md).

${cases.length} cases in the dialect \`element\`: ${verdicts.map((verdict) =>
    `${cases.filter((one) => one.verdict === verdict).length} ${verdict}`).join(", ")}. The failures come from
${found.length} behaviours.

## By theme

${table(["theme", "cases", ...verdicts], themes)}

## Failures by clause

${table(["clause", "failed cases that test it"], broken)}

## What it gets wrong

${found.map(section).join("\n")}
${chromium()}## Where the text is silent

These behaviours are recorded and cannot fail.

${table(["clause", "what was looked at", "what it did", "cases", "for example"], silent())}`);
