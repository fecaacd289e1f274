// report.html in a real browser: it opens, filters, tells of each case, and is fit for everybody.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertAccessible, launch, open, visit } from "./browser.mjs";

const pages = process.env.PAGES;  // made by run.sh
const of = (name) => join(pages, name);
let browser;
before(async () => { browser = await launch(process.env.CHROMIUM); });
after(() => browser.close());

const on = (name, file, options, work) => test(name, () => visit(browser, of(file), options, work));
const searchBox = (page) => page.getByRole("searchbox", { name: "text" });
const shownIds = (page) => page.locator(".row .what > a").allTextContents();

on("the head names the client, the counts and the way to run it again", "sample/report.html", {}, async (page) => {
  assert.equal(await page.locator("h1").textContent(), "example 1.2.3");
  assert.match(await page.locator(".facts").textContent(), /seed18446744073709551615/);
  assert.deepEqual(await page.locator(".count .number").allTextContents(), ["1", "1", "1", "1", "3"]);
  assert.equal(await page.locator("#plain").count(), 0);
});

on("a box of the matrix opens its cases", "sample/report.html", {}, async (page) => {
  assert.equal(await page.locator(".matrix tbody tr").count(), 2);
  assert.equal(await page.locator(".matrix .box").count(), 6);
  await page.getByRole("link", { name: "order, unstable: 1 fail, 1 pass" }).click();
  assert.deepEqual(await shownIds(page), ["order.in_order", "order.late_chunk_after_gap[late=1]"]);
});

on("filters narrow the list and stand in the address", "sample/report.html", {}, async (page) => {
  assert.equal((await shownIds(page)).length, 3);
  await page.getByLabel(/pass/).check();
  assert.equal((await shownIds(page)).length, 6);
  await page.getByRole("combobox", { name: "dialect" }).selectOption("stable");
  await page.getByRole("combobox", { name: "clause" }).selectOption("order");
  await searchBox(page).fill("in_ORDER");
  assert.deepEqual(await shownIds(page), ["order.in_order"]);
  assert.match(page.url(), /dialect=stable/);
  await page.reload();
  assert.deepEqual(await shownIds(page), ["order.in_order"]);
  assert.equal(await searchBox(page).inputValue(), "in_ORDER");
  await searchBox(page).fill("no such case");
  assert.match(await page.locator(".found").textContent(), /No case fits/);
  await page.getByRole("link", { name: "clear" }).click();
  assert.equal((await shownIds(page)).length, 3);
});

on("an address opens its case, and one that is not there is said", "sample/report.html",
  { hash: "#case=order.late_chunk_after_gap%5Blate%3D1%5D%2Funstable" }, async (page) => {
    assert.equal(await page.locator("#case-title").textContent(), "order.late_chunk_after_gap[late=1]");
    assert.match(await page.locator(".pair").textContent(), /got\[1,2,4,3\]/);
    assert.match(await page.locator(".clauses").textContent(), /A missing chunk/);
    await page.evaluate(() => { location.hash = "#case=nobody"; });
    await page.getByText("This page has no case nobody.").waitFor();
  });

on("a failed case has its picture, the first difference marked", "mutant/report.html", {}, async (page) => {
  await searchBox(page).fill("gaps.live_hole_then_late");
  await page.locator(".row a").first().click();
  assert.match(await page.locator("svg.lanes").textContent(), /broadcaster.*server.*client.*speaker/s);
  assert.equal(await page.locator(".band.divergent .flag").count(), 1);
  assert.ok(await page.locator(".chip.chunk").count() >= 5);
  assert.ok(await page.locator(".chip.sound.odd").count() >= 1);
  assert.match(await page.locator(".strip").textContent(), /out of its place/);
  assert.match(await page.locator("pre").first().textContent(), /heard 1, 2, 4, 3/);
  assert.match(await page.locator(".command code").last().textContent(), /^deadair run --id gaps.* --mutant arrival_order$/);
});

on("known failures stand apart, and nothing else is news", "known/report.html", {}, async (page) => {
  assert.match(await page.locator(".counts").textContent(), /\d+○ known\d+✓ pass/);
  assert.equal(await page.locator(".counts").getByText("fail").count(), 0);
  await page.locator(".counts a.known").click();
  await page.locator(".row a").first().click();
  const told = await page.locator("article.case").textContent();
  assert.match(told, /A known failure.*https:\/\/tracker\.test\/17/s);
  assert.match(told, /expected.*got/s);
});

on("a pass that the file of known failures does not expect is news", "surprise/report.html", {}, async (page) => {
  await page.locator(".counts a.surprise").click();
  await page.locator(".row a").first().click();
  assert.match(await page.locator("article.case .warning").textContent(), /Not as the file of known failures says\. .*known\.json/s);
});

on("the command can be copied", "mutant/report.html", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await page.locator(".row a").first().click();
  await page.getByRole("button", { name: "copy the command that runs this case again" }).click();
  await page.getByText("copied").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^deadair run --id /);
});

on("the keyboard opens a case, leads on, and comes back to its row", "mutant/report.html", {}, async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "to the content");
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => document.activeElement.dataset.key ?? "");
  for (let presses = 0; presses < 120 && await focused() === ""; presses += 1) await page.keyboard.press("Tab");
  const first = await focused();
  assert.notEqual(first, "");
  await page.keyboard.press("Enter");
  await page.locator("#case-title").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "case-title");
  await page.goBack();
  await page.locator("#cases").waitFor();
  assert.equal(await focused(), first);
});

on("where the text is silent stands apart", "sample/report.html", {}, async (page) => {
  const words = await page.locator("#silent").textContent();
  assert.match(words, /gap_live.*waits heard.*skips heard/s);
  assert.match(await page.locator("#unjudged").textContent(), /not supported: seek.*unsupported/s);
});

on("light and dark follow the system, and the switch overrules it", "sample/report.html", { colorScheme: "dark" }, async (page) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.getByLabel("colours").selectOption("light");
  assert.notEqual(await paper(), dark);
  await page.reload();
  assert.notEqual(await paper(), dark);
  await page.getByLabel("colours").selectOption("auto");
  assert.equal(await paper(), dark);
});

for (const colorScheme of ["light", "dark"]) {
  on(`nothing serious is found by axe, ${colorScheme}`, "mutant/report.html", { colorScheme, hash: "#verdict=all" }, async (page) => {
    await assertAccessible(page, "overview");
    await page.locator(".row .badge.fail + .what a").first().click();
    await page.locator("svg.lanes").waitFor();
    await assertAccessible(page, "case");
  });
  on(`nor where there is every verdict, ${colorScheme}`, "sample/report.html", { colorScheme, hash: "#verdict=all" }, async (page) => {
    await assertAccessible(page, "overview");
  });
}

on("hostile text stays text", "hostile/report.html", { hash: "#verdict=all" }, async (page) => {
  assert.equal(await page.locator("script").count(), 0);
  assert.equal(await page.locator("img, iframe, object, a[href^='javascript'], [onload]").count(), 0);
  assert.match(await page.locator("h1").textContent(), /<script>alert\(1\)<\/script>/);
  await page.locator(".row a").nth(3).click();
  assert.match(await page.locator(".pair").textContent(), /<script>alert/);
  await page.reload();
  assert.match(await page.locator("#case-title").textContent(), /<script>/);
});

on("several clients stand side by side", "clients.html", {}, async (page) => {
  assert.equal(await page.locator("h1").textContent(), "2 clients side by side");
  assert.equal(await page.locator(".matrix thead").first().locator("th").count(), 3);
  await page.locator(".matrix .box.fail").first().click();
  assert.ok((await shownIds(page)).length > 0);
  assert.match(page.url(), /client=1/);
  await page.locator(".row .badge.fail + .what a").first().click();
  await page.locator("svg.lanes").waitFor();
  await assertAccessible(page, "a case among several clients");
});

on("on paper there are no controls", "sample/report.html", {}, async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".filters").isVisible(), false);
  assert.equal(await page.locator(".matrix").isVisible(), true);
});

on("without scripts the failures are still told", "sample/report.html", { javaScriptEnabled: false }, async (page) => {
  assert.match(await page.locator("#plain").textContent(), /1 fail.*\[1,2,4,3\].*needs its script/s);
});

test("two thousand failed cases are below 5 MB and open at once", async (context) => {
  const bytes = statSync(of("many/report.html")).size;
  assert.ok(bytes < 5_000_000, `${bytes} bytes`);
  const began = performance.now();
  const { page, faults, close } = await open(browser, of("many/report.html"));
  await page.getByRole("button", { name: "show 250 more of 1750" }).waitFor();
  const ready = performance.now() - began;
  await searchBox(page).fill("order.late");
  await page.locator(".row a").first().click();
  await page.locator("svg.lanes").waitFor();
  const opened = performance.now() - began;
  context.diagnostic(`${(bytes / 1e6).toFixed(2)} MB; ready after ${ready.toFixed(0)} ms, a case opened after ${opened.toFixed(0)} ms`);
  assert.deepEqual(faults, []);
  await close();
});
