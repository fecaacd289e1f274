// From the address to the view, and the switch between light and dark.

const themeNames = ["auto", "light", "dark"];

function storedTheme() {
  try {
    return localStorage.getItem("deadair.theme") ?? "auto";
  } catch {
    return "auto";
  }
}

function setTheme(name) {
  if (name === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", name);
  try {
    localStorage.setItem("deadair.theme", name);
  } catch {
    // A page that was opened from a file may have no storage; it then forgets.
  }
}

function themeSwitch() {
  const options = themeNames.map((name) => el("option", { value: name, selected: storedTheme() === name }, name));
  return el("label", { class: "theme" }, el("span", {}, "colours"),
    el("select", { change: (event) => setTheme(event.target.value) }, options));
}

function main() {
  const data = readData();
  const main = el("main", { id: "main", tabindex: "-1" });
  const skip = el("a", { class: "skip", href: "#", click: (event) => {
    event.preventDefault();
    main.focus();
  } }, "to the content");
  document.body.replaceChildren(skip, head(data), main);
  let opened = "";

  const show = (focus) => {
    const state = readState(data, location.hash);
    const one = state.case === "" ? undefined : data.cases.find((other) => keyOf(data, other) === state.case);
    const change = () => history.replaceState(null, "", writeState(data, state));
    document.body.classList.toggle("one", one !== undefined);
    if (one !== undefined) {
      main.replaceChildren(caseView(data, state, one));
    } else {
      const sections = [matrix(data), list(data, state, change), silent(data), notJudged(data)];
      const lost = state.case === "" ? [] : [el("p", { class: "warning" }, `This page has no case ${state.case}.`)];
      main.replaceChildren(...lost, ...sections.filter((part) => part !== null));
    }
    if (focus) moveFocus(main, one, opened);
    opened = one === undefined ? "" : state.case;
  };
  addEventListener("hashchange", () => show(true));
  setTheme(storedTheme());
  show(location.hash.length > 1);
}

// To the case that was opened, back to the row that it was opened from, or to the list.
function moveFocus(main, one, opened) {
  if (one !== undefined) {
    document.getElementById("case-title").focus({ preventScroll: true });
    scrollTo(0, main.offsetTop - 16);
    return;
  }
  const rows = [...main.querySelectorAll("[data-key]")];
  const row = rows.find((link) => link.dataset.key === opened);
  if (row !== undefined) row.focus();
  else if (location.hash.length > 1) {
    document.getElementById("cases-title").focus({ preventScroll: true });
    document.getElementById("cases").scrollIntoView();
  }
}

main();
