// The picture of a case: lanes of the broadcaster, the server, the client and its speaker; time runs
// to the right, one column a mark, one band a step.

const lanes = { broadcaster: 62, server: 124, client: 186, speaker: 248 };
const laneNames = ["broadcaster", "server", "client", "speaker"];
const gutter = 92;
const laneHalf = 27;
const bottom = 286;

function widthOf(text, size = 7.3) {
  return Math.ceil([...text].length * size);
}

function clip(text, width, size = 6.4) {
  const fit = Math.max(3, Math.floor(width / size));
  return [...text].length <= fit ? text : `${[...text].slice(0, fit - 1).join("")}…`;
}

function label(x, y, text, attributes = {}) {
  return draw("text", { x, y, "text-anchor": "middle", ...attributes }, text);
}

function chip(x, lane, text, kind, width, told) {
  const y = lanes[lane];
  return draw("g", { class: `chip ${kind}` }, draw("title", {}, told),
    draw("rect", { x: x - width / 2, y: y - 12, width, height: 24, rx: 6 }), label(x, y + 4, text));
}

function arrow(x, from, to, kind, told) {
  const y1 = lanes[from] + (lanes[to] > lanes[from] ? 15 : -15);
  const y2 = lanes[to] + (lanes[to] > lanes[from] ? -15 : 15);
  const tip = y2 > y1 ? -5 : 5;
  return draw("g", { class: `arrow ${kind}` }, draw("title", {}, told),
    draw("path", { d: `M${x} ${y1}V${y2}M${x - 4} ${y2 + tip}L${x} ${y2}L${x + 4} ${y2 + tip}` }));
}

const vias = { state: "only in the state block", gap: "left out: a gap", unsynced: "in no sync" };

// What each kind of mark is: how wide, how it is drawn, how it reads.
// place(mark, x, picture) -> elements; say(mark) -> words.
const marks = {
  e: {
    width: ([, text]) => Math.max(30, widthOf(text) + 14),
    say: ([, text, , who, via]) => `${who === "A" ? "the broadcaster" : who === "B" ? "a stranger" : "the listener's user"} sends ${text}${vias[via] ? `, ${vias[via]}` : ""}`,
    place: (mark, x) => {
      const [, text, , who] = mark;
      const kind = who !== "A" ? "foreign" : text.startsWith("red") ? "redaction" : text.startsWith("c") ? "chunk" : "info";
      return [chip(x, "broadcaster", text, kind, marks.e.width(mark) - 6, marks.e.say(mark))];
    },
  },
  r: {
    width: ([, text]) => widthOf(`${text} again`) + 16,
    say: ([, text, via]) => `the server delivers ${text} once more (${via})`,
    place: (mark, x) => [chip(x, "server", `${mark[1]} again`, "again", marks.r.width(mark) - 6, marks.r.say(mark))],
  },
  s: {
    width: () => 52,
    say: () => "the client sends an event",
    place: (mark, x) => [chip(x, "client", "sends", "act", 46, marks.s.say(mark)), arrow(x, "client", "server", "plain", marks.s.say(mark))],
  },
  f: {
    width: ([, text]) => Math.min(150, widthOf(text, 6.6) + 20),
    say: ([, text]) => `the server from now on: ${text}`,
    place: (mark, x) => [chip(x, "server", clip(mark[1], marks.f.width(mark) - 20), "fault", marks.f.width(mark) - 6, marks.f.say(mark))],
  },
  d: {
    width: () => 20,
    say: () => "a sync brings the client something new",
    place: (mark, x) => [arrow(x, "server", "client", "news", marks.d.say(mark))],
  },
  q: {
    width: ([, text, times]) => Math.max(24, widthOf(times > 1 ? `${text} ×${times}` : text, 6) + 8),
    say: ([, text, times]) => `the client asks for ${text}${Number(times) > 1 ? `, ${times} times in a row` : ""}`,
    place: (mark, x) => [arrow(x, "client", "server", "ask", marks.q.say(mark)),
      label(x, lanes.server + 8, Number(mark[2]) > 1 ? `${mark[1]} ×${mark[2]}` : mark[1], { class: "small" })],
  },
  x: {
    width: ([, text, why]) => Math.max(widthOf(text, 6), widthOf(why, 6)) + 12,
    say: ([, text, why]) => `${text} is answered badly: ${why}`,
    place: (mark, x) => [arrow(x, "server", "client", "bad", marks.x.say(mark)),
      label(x, lanes.server - 1, mark[1], { class: "small" }), label(x, lanes.server + 10, mark[2], { class: "small bad" })],
  },
  a: {
    width: ([, text]) => widthOf(text) + 26,
    say: ([, text, outcome]) => `the user: ${text}${outcome === "ok" ? "" : `, ${outcome}`}`,
    place: (mark, x) => [chip(x, "client", mark[1], mark[2] === "ok" ? "act" : "act refused", marks.a.width(mark) - 6, marks.a.say(mark))],
  },
  l: {
    width: ([, text]) => widthOf(text, 6) + 14,
    say: ([, text]) => (text.startsWith("+") ? `${text.slice(1)} of logical time pass` : `the client: ${text}`),
    place: (mark, x) => [draw("g", {}, draw("title", {}, marks.l.say(mark)), label(x, lanes.client + 4, mark[1], { class: "small" }))],
  },
  o: {
    width: ([, , shows, ...heard]) => Math.max(widthOf(shows, 6), heardWidth(heard)) + 16,
    say: ([, name, shows, ...heard]) => `the client shows ${name} as ${shows || "nothing"}${heard.length > 0 ? `; newly heard: ${heard.join(", ")}` : ""}`,
    place: (mark, x, picture) => placeLook(mark, x, picture),
  },
  "!": {
    width: ([, code]) => widthOf(code, 6.6) + 20,
    say: ([, code, detail]) => `${code}: ${detail}`,
    place: (mark, x) => [chip(x, "client", mark[1], "bad", marks["!"].width(mark) - 6, marks["!"].say(mark))],
  },
};

function heardWidth(heard) {
  return heard.reduce((sum, name) => sum + soundWidth(name), 0);
}

function soundWidth(name) {
  return Math.max(24, widthOf(name) + 10);
}

// What the client shows, and below it what newly sounded, sound by sound.
function placeLook(mark, x, picture) {
  const [, name, shows, ...heard] = mark;
  const told = marks.o.say(mark);
  const out = [draw("g", {}, draw("title", {}, told),
    label(x, lanes.client + 4, picture.several ? `${name}: ${shows}` : shows, { class: "small shows" }))];
  let left = x - heardWidth(heard) / 2;
  for (const sound of heard) {
    const width = soundWidth(sound);
    const mine = name === picture.broadcast;
    const odd = mine && picture.odd.has(picture.drawn);
    if (mine) picture.drawn += 1;
    out.push(chip(left + width / 2, "speaker", sound, odd ? "sound odd" : "sound", width - 3, odd ? `${sound}: not as expected` : sound));
    left += width;
  }
  return out;
}

// Bands with their marks' places: [{words, at_ms, x, width, marks: [[mark, x], …], divergent}].
function layOut(picture, divergent) {
  let x = gutter;
  return picture.steps.map(([words, at_ms, ...all], index) => {
    const known = all.filter((mark) => marks[mark[0]] !== undefined);
    const widths = known.map((mark) => marks[mark[0]].width(mark));
    const wanted = widths.reduce((sum, width) => sum + width, 0) + 14;
    const last = index === picture.steps.length - 1;
    const name = words || (index === 0 ? "before" : last ? "the end" : "");
    const width = Math.max(wanted, Math.min(118, widthOf(name, 6.2) + 14), 40);
    const band = { words: name, at_ms: Number(at_ms), x, width, marks: [], divergent: index - 1 === divergent };
    let at = x + 7 + (width - wanted) / 2;
    known.forEach((mark, n) => {
      band.marks.push([mark, at + widths[n] / 2]);
      at += widths[n];
    });
    x += width;
    return band;
  }).filter((band) => band.marks.length > 0 || band.words !== "");
}

function drawBand(band, index) {
  const kind = band.divergent ? "band divergent" : index % 2 === 0 ? "band" : "band odd";
  const time = band.at_ms < 0 ? "" : `${(band.at_ms / 1000).toFixed(band.at_ms % 1000 === 0 ? 0 : 1)} s`;
  return draw("g", { class: kind }, draw("title", {}, band.words),
    draw("rect", { x: band.x, y: 0, width: band.width, height: bottom + 22 }),
    draw("text", { x: band.x + 6, y: 15, class: "words" }, clip(band.words, band.width - 8)),
    band.divergent ? draw("text", { x: band.x + 6, y: 29, class: "flag" }, clip("▼ diverges here", band.width - 4)) : "",
    draw("text", { x: band.x + 6, y: bottom + 14, class: "time" }, time));
}

// Events that came together stand in one box on the server's lane.
function drawBatches(bands) {
  const boxes = new Map();
  for (const band of bands) {
    for (const [mark, x] of band.marks) {
      if (mark[0] !== "e") continue;
      const half = marks.e.width(mark) / 2 - 3;
      const key = mark[2] === "0" ? mark : mark[2];
      const box = boxes.get(key) ?? { left: x - half, right: x + half, via: mark[4] };
      boxes.set(key, { ...box, left: Math.min(box.left, x - half), right: Math.max(box.right, x + half) });
    }
  }
  return [...boxes.values()].map(({ left, right, via }) => draw("g", { class: `batch ${via}` },
    draw("title", {}, via === "sync" ? "one sync batch" : `one batch, ${vias[via]}`),
    draw("path", { d: `M${left} ${lanes.broadcaster + 15}V${lanes.server - 22}H${right}V${lanes.broadcaster + 15}` }),
    via === "sync" ? "" : label((left + right) / 2, lanes.server - 10, via, { class: "small" })));
}

function swimLanes(one, picture) {
  const bands = layOut(picture, one.verdict === "pass" ? -2 : one.step);
  const right = bands.reduce((edge, band) => Math.max(edge, band.x + band.width), gutter + 200);
  const compared = compareHeard(picture);
  const names = new Set(picture.steps.flatMap(([, , ...all]) => all).filter((mark) => mark[0] === "o").map((mark) => mark[1]));
  const scene = { broadcast: picture.broadcast, odd: compared === null ? new Set() : compared.odd, drawn: 0, several: names.size > 1 };
  const image = draw("svg", { class: "lanes", style: `max-width: ${right + 8}px; min-width: ${Math.round(0.76 * right)}px`, viewBox: `0 0 ${right + 8} ${bottom + 22}`, role: "img", "aria-label": `What happened in ${one.id}: four lanes along the steps; the same stands below as text` },
    bands.map(drawBand),
    laneNames.map((name) => draw("g", { class: "lane" },
      draw("line", { x1: gutter, x2: right, y1: lanes[name] + laneHalf + 4, y2: lanes[name] + laneHalf + 4 }),
      draw("text", { x: 2, y: lanes[name] + 4 }, name))),
    drawBatches(bands),
    bands.map((band) => band.marks.map(([mark, x]) => marks[mark[0]].place(mark, x, scene))));
  return { image, bands };
}

// The same for those who do not see it.
function asText(bands) {
  return el("details", { class: "astext" }, el("summary", {}, "The picture as text"),
    el("ol", {}, bands.map((band) => el("li", {}, el("strong", {}, band.words), band.divergent ? el("em", {}, " (diverges here)") : "",
      el("ul", {}, band.marks.map(([mark]) => el("li", {}, marks[mark[0]].say(mark))))))));
}

function legend() {
  const entries = [["chunk", "chunk"], ["info", "state"], ["foreign", "foreign"], ["redaction", "redaction"], ["act", "the user"], ["fault", "fault"], ["sound", "heard"], ["sound odd", "out of place"]];
  return el("ul", { class: "legend", "aria-hidden": "true" }, entries.map(([kind, words]) => el("li", {}, el("span", { class: `key ${kind}` }), words)));
}
