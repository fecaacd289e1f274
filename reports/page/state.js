// What the page shows stands behind the # of its address, so that a view or a case can be sent.

const plainFilters = ["level", "clause", "theme", "dialect", "client", "text"];

// What is shown where the address says nothing: what did not come out as it should, or else everything.
function usualVerdicts(data) {
  const news = ["fail", "surprise", "broken", "inconclusive"];
  return data.cases.some((one) => news.includes(one.verdict)) ? news : [...verdicts];
}

function readState(data, hash) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { case: words.get("case") ?? "" };
  for (const name of plainFilters) state[name] = words.get(name) ?? "";
  const asked = (words.get("verdict") ?? "").split(",");
  const known = verdicts.filter((verdict) => asked.includes(verdict));
  state.verdict = asked.includes("all") ? [...verdicts] : known.length > 0 ? known : usualVerdicts(data);
  return state;
}

function writeState(data, state) {
  const words = new URLSearchParams();
  const chosen = state.verdict.join(",");
  if (chosen !== usualVerdicts(data).join(",")) {
    words.set("verdict", state.verdict.length === verdicts.length ? "all" : chosen);
  }
  for (const name of plainFilters) if (state[name] !== "") words.set(name, state[name]);
  if (state.case !== "") words.set("case", state.case);
  const text = words.toString();
  return text === "" ? "#" : `#${text}`;
}

// The address of another view: the filters given, and nothing else.
function addressOf(data, changes) {
  const empty = Object.fromEntries(plainFilters.map((name) => [name, ""]));
  return writeState(data, { ...empty, case: "", verdict: usualVerdicts(data), ...changes });
}

// Of a case, with the filters kept, so that the way on and back stays.
function addressOfCase(data, state, one) {
  return writeState(data, { ...state, case: keyOf(data, one) });
}

function keyOf(data, one) {
  const key = `${one.id}/${one.dialect}`;
  return data.runs.length > 1 ? `${one.run}/${key}` : key;
}

function fits(one, state, wordsOfText) {
  return state.verdict.includes(one.verdict)
    && (state.level === "" || one.level === state.level)
    && (state.clause === "" || one.clauses.includes(state.clause))
    && (state.theme === "" || one.theme === state.theme)
    && (state.dialect === "" || one.dialect === state.dialect)
    && (state.client === "" || String(one.run) === state.client)
    && wordsOfText.every((word) => one.search.includes(word));
}

function chosenCases(data, state) {
  const words = state.text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return data.cases.filter((one) => fits(one, state, words));
}
