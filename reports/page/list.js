// The filters and the list of cases.

const rowsAtOnce = 250;

function choice(name, values, state, change) {
  const options = values.map(([value, words]) => el("option", { value, selected: state[name] === value }, words));
  return el("label", { class: "field" }, el("span", {}, name),
    el("select", { name, change: (event) => change({ [name]: event.target.value }) },
      el("option", { value: "" }, "any"), options));
}

function verdictBoxes(data, state, change) {
  const found = countVerdicts(data.cases);
  const never = (verdict) => found[verdict] === 0 && ["surprise", "known"].includes(verdict);
  const boxes = verdicts.filter((verdict) => !never(verdict)).map((verdict) => {
    const flip = (event) => {
      const others = state.verdict.filter((one) => one !== verdict);
      const chosen = event.target.checked ? [...others, verdict] : others;
      change({ verdict: verdicts.filter((one) => chosen.includes(one)) });
    };
    return el("label", { class: `tick ${verdict}` },
      el("input", { type: "checkbox", value: verdict, checked: state.verdict.includes(verdict), change: flip }),
      `${signs[verdict]} ${verdict} `, el("span", { class: "faint" }, String(found[verdict])));
  });
  return el("fieldset", { class: "ticks" }, el("legend", {}, "verdict"), boxes);
}

function filterBar(data, state, change) {
  const same = (values) => values.map((value) => [value, value]);
  const clients = data.runs.map((run) => [String(run.index), run.client]);
  return el("form", { class: "filters", role: "search", submit: (event) => event.preventDefault() },
    verdictBoxes(data, state, change),
    choice("level", same(levels.filter((level) => data.cases.some((one) => one.level === level))), state, change),
    choice("clause", same(data.cited), state, change),
    choice("theme", same(data.themes), state, change),
    choice("dialect", same(data.dialects), state, change),
    data.runs.length > 1 ? choice("client", clients, state, change) : null,
    el("label", { class: "field wide" }, el("span", {}, "text"),
      el("input", { type: "search", name: "text", value: state.text, placeholder: "words of an id, a title, a code",
        input: (event) => change({ text: event.target.value }) })),
    el("a", { class: "clear", href: "#" }, "clear"));
}

function caseRow(data, state, one) {
  const client = data.runs.length > 1 ? ` · ${data.runs[one.run].client}` : "";
  const tells = one.verdict === "pass" ? one.title : one.got || one.title;
  return el("li", { class: "row" },
    badge(one.verdict),
    el("div", { class: "what" },
      el("a", { href: addressOfCase(data, state, one), "data-key": keyOf(data, one) }, one.id),
      el("span", { class: "faint" }, ` ${one.dialect}${client}`),
      el("div", { class: "tells" }, one.code ? el("code", {}, one.code) : null, one.code ? " " : "", tells)),
    el("span", { class: "level" }, one.level));
}

// Only as many rows as a screen or two needs, the others on demand: thousands of cases open at once.
function caseRows(data, state, cases) {
  const list = el("ol", { class: "rows" });
  const more = el("button", { type: "button", class: "more" });
  let shown = 0;
  const grow = (count) => {
    list.append(...cases.slice(shown, shown + count).map((one) => caseRow(data, state, one)));
    shown = Math.min(cases.length, shown + count);
    more.hidden = shown === cases.length;
    more.textContent = `show ${Math.min(rowsAtOnce, cases.length - shown)} more of ${cases.length - shown}`;
  };
  more.addEventListener("click", () => grow(rowsAtOnce));
  grow(rowsAtOnce);
  return [list, more];
}

function list(data, state, change) {
  const found = el("p", { class: "found", role: "status" });
  const rows = el("div", { class: "cases" });
  const refresh = (now) => {
    const cases = chosenCases(data, now);
    found.textContent = cases.length === 0 ? "No case fits the filters." : `${cases.length} of ${plural(data.cases.length, "case")}`;
    rows.replaceChildren(...caseRows(data, now, cases));
  };
  refresh(state);
  const changeAndRefresh = (changes) => {
    Object.assign(state, changes);
    change();
    refresh(state);
  };
  return section("cases", "Cases", filterBar(data, state, changeAndRefresh), found, rows);
}
