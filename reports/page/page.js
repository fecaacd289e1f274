"use strict";
const boxes = Array.from(document.querySelectorAll(".filter input[type=checkbox]"));
const search = document.querySelector(".filter input[type=search]");
const cases = Array.from(document.querySelectorAll("details.case"));
const none = document.getElementById("none");

function apply() {
  const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  let left = 0;
  for (const one of cases) {
    const text = one.dataset.search.toLowerCase();
    const fits = verdicts.has(one.dataset.verdict) && words.every((word) => text.includes(word));
    one.hidden = !fits;
    left += fits ? 1 : 0;
  }
  none.hidden = left > 0;
}

for (const box of boxes) box.addEventListener("change", apply);
search.addEventListener("input", apply);
for (const button of document.querySelectorAll("button[data-words]")) {
  button.addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    search.value = button.dataset.words;
    apply();
    document.getElementById("cases").scrollIntoView();
  });
}
document.querySelector(".filter").hidden = false;
apply();
