// The pictures of the documents: node shots.mjs FOLDER, with PAGES and CHROMIUM as for the tests.
import { join } from "node:path";
import { launch, visit } from "./browser.mjs";

const folder = process.argv[2];
const page_of = (name) => join(process.env.PAGES, name);
const browser = await launch(process.env.CHROMIUM);
const late = "#case=gaps.live_hole_then_late%2Fstable";

async function shoot(name, file, options, height) {
  await visit(browser, page_of(file), { viewport: { width: 1180, height }, ...options }, async (page) => {
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(folder, name) });
  });
}

await shoot("report-case-light.png", "mutant/report.html", { hash: late, colorScheme: "light" }, 900);
await shoot("report-case-dark.png", "mutant/report.html", { hash: late, colorScheme: "dark" }, 900);
await shoot("report-overview-light.png", "mutant/report.html", { colorScheme: "light" }, 1000);
await browser.close();
