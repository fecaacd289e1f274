// The data of the page, unpacked: every number in it stands for a text.

function unpack(value, texts) {
  if (typeof value === "number") return texts[value];
  if (Array.isArray(value)) return value.map((one) => unpack(one, texts));
  if (value === null || typeof value !== "object") return value;
  const out = {};
  for (const [key, one] of Object.entries(value)) out[key] = unpack(one, texts);
  return out;
}

function standing(one) {
  if (one.known === "as_known") return one.judged === "pass" ? "pass" : "known";
  return one.known === "otherwise" && one.judged === "pass" ? "surprise" : one.judged;
}

// {runs, cases, clauses, dialects, themes}. A case's picture stays packed until it is asked for.
function readData() {
  const raw = JSON.parse(document.getElementById("data").textContent);
  const { texts } = raw;
  const cases = raw.cases.map((packed, n) => {
    const { picture, ...rest } = packed;
    const one = { run: "0", code: "", expected: "", got: "", step_text: "", stderr: "", trace: "",
      step: "-1", owner: "none", observations: [], ...unpack(rest, texts) };
    one.n = n;
    one.judged = one.verdict; // what the client did; one.verdict is what the page sorts by
    one.verdict = standing(one);
    one.run = Number(one.run);
    one.step = Number(one.step);
    one.scenario = one.scenario ?? one.id;
    one.theme = one.scenario.split(".")[0];
    one.again = one.again ?? (one.again_for ?? "").replace("{id}", () => one.id);
    one.has_picture = picture !== undefined;
    one.picture = () => (picture === undefined ? null : unpack(picture, texts));
    one.search = `${one.id} ${one.dialect} ${one.title} ${one.code} ${one.got}`.toLowerCase();
    return one;
  });
  const unique = (values) => [...new Set(values)];
  return {
    cases,
    runs: nameRuns(unpack(raw.runs, texts)),
    clauses: unpack(raw.clauses, texts),
    dialects: unique(cases.map((one) => one.dialect)),
    themes: unique(cases.map((one) => one.theme)).sort(),
    cited: unique(cases.flatMap((one) => one.clauses)).sort(),
  };
}

// Two runs of one client are told apart by their folders.
function nameRuns(runs) {
  const plain = runs.map((run) => (run.client ? `${run.client} ${run.version ?? ""}`.trim() : "a client that has not said hello"));
  return runs.map((run, index) => {
    const doubled = plain.filter((name) => name === plain[index]).length > 1;
    const folder = (run.source ?? "").replace(/\/?[^/]*$/, "").replace(/^.*\//, "");
    return { ...run, index, client: doubled ? `${plain[index]} (${folder || index + 1})` : plain[index] };
  });
}

function countVerdicts(cases) {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0]));
  for (const one of cases) counts[one.verdict] += 1;
  return counts;
}

// The verdict that gives a group its colour.
function worstOf(counts) {
  return verdicts.find((verdict) => counts[verdict] > 0) ?? "pass";
}

function countsInWords(counts) {
  return verdicts.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`).join(", ");
}

// "gap_late": must, its sentence, where the text says it.
function clauseOf(data, id) {
  const [level, ruling, source] = data.clauses[id] ?? ["", "", ""];
  return { id, level, ruling, source };
}
