// What was expected and what was heard, on top of each other.

// The longest common subsequence of two short lists, as pairs: [{want, got}, …], one of the two
// missing where they differ.
function align(want, got, same) {
  const best = Array.from({ length: want.length + 1 }, () => new Array(got.length + 1).fill(0));
  for (let i = want.length - 1; i >= 0; i -= 1) {
    for (let k = got.length - 1; k >= 0; k -= 1) {
      best[i][k] = same(want[i], got[k]) ? best[i + 1][k + 1] + 1 : Math.max(best[i + 1][k], best[i][k + 1]);
    }
  }
  const pairs = [];
  let i = 0;
  let k = 0;
  while (i < want.length || k < got.length) {
    if (i < want.length && k < got.length && same(want[i], got[k])) pairs.push({ want: want[i++], got: got[k], at: k++ });
    else if (k < got.length && (i === want.length || best[i][k + 1] >= best[i + 1][k])) pairs.push({ got: got[k], at: k++ });
    else pairs.push({ want: want[i++] });
  }
  return pairs;
}

// Of the ways that are right, the one nearest to what was heard.
// {label, pairs, odd}: odd are the places in `heard` that fit nowhere.
function compareHeard(picture) {
  const same = (item, [, label, sequence]) => item === label || item === sequence;
  const ways = picture.ways.map(([label, ...items]) => ({ label, pairs: align(items, picture.heard, same) }));
  const misses = (way) => way.pairs.filter((pair) => pair.want === undefined || pair.got === undefined).length;
  const nearest = ways.reduce((best, way) => (best === null || misses(way) < misses(best) ? way : best), null);
  if (nearest === null) return null;
  const odd = new Set(nearest.pairs.filter((pair) => pair.want === undefined).map((pair) => pair.at));
  return { ...nearest, odd };
}

function wordOf(pair, pairs, ways) {
  if (pair.want !== undefined) return pair.got === undefined ? "not heard here" : "as expected";
  const again = pairs.some((other) => other.at < pair.at && other.got[1] === pair.got[1]);
  if (again) return "heard again";
  const due = ways.some(([, ...items]) => items.includes(pair.got[1]) || items.includes(pair.got[2]));
  return due ? "out of its place" : "not expected";
}

function kindOf(pair) {
  if (pair.want === undefined) return "extra";
  return pair.got === undefined ? "missing" : "same";
}

// A table of two rows; the first column that differs is marked.
function strip(picture) {
  const compared = compareHeard(picture);
  if (compared === null || compared.pairs.length === 0) return null;
  const { pairs, label } = compared;
  const first = pairs.findIndex((pair) => kindOf(pair) !== "same");
  const cells = (pick) => pairs.map((pair) => {
    const text = pick(pair);
    return el("td", { class: text === null ? "hole" : kindOf(pair), title: wordOf(pair, pairs, picture.ways) }, text ?? "·");
  });
  const marks = pairs.map((pair, at) => el("td", { class: "pointer" }, at === first ? `▲ ${wordOf(pair, pairs, picture.ways)}` : null));
  const table = el("table", { class: "strip" },
    el("tbody", {},
      el("tr", {}, el("th", { scope: "row" }, label ? `expected (${label})` : "expected"), cells((pair) => pair.want ?? null)),
      el("tr", {}, el("th", { scope: "row" }, "heard"), cells((pair) => (pair.got === undefined ? null : pair.got[0]))),
      first < 0 ? null : el("tr", { class: "pointers" }, el("th", { scope: "row" }, el("span", { class: "hidden" }, "first difference")), marks)));
  return el("div", { class: "compare" },
    picture.broadcast === "S" ? null : el("p", { class: "hint" }, `of broadcast ${picture.broadcast}`),
    scroller("expected and heard", table),
    picture.ways.length > 1 ? el("p", { class: "hint" }, `Right are ${picture.ways.map(([name, ...items]) => `${items.join(" ")}${name ? ` (${name})` : ""}`).join(", or ")}.`) : null);
}
