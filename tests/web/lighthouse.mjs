// Judges pages in a running Chromium: `node lighthouse.mjs PORT < pages`, a line {"name", "url", "cookie"} for each;
// answers with a line {"name", "scores", "faults"} for each.
import lighthouse from "lighthouse";
import { createInterface } from "node:readline";

const port = Number(process.argv[2]);
const asked = { port, logLevel: "error", onlyCategories: ["accessibility", "best-practices"] };
for await (const line of createInterface({ input: process.stdin })) {
  const { name, url, cookie } = JSON.parse(line);
  const { lhr } = await lighthouse(url, { ...asked, ...(cookie && { extraHeaders: { Cookie: cookie } }) });
  const scores = Object.fromEntries(Object.values(lhr.categories).map((one) => [one.id, one.score]));
  const faults = Object.values(lhr.audits).filter((one) => one.score !== null && one.score < 1).map((one) => one.title);
  console.log(JSON.stringify({ name, scores, faults, path: new URL(lhr.finalDisplayedUrl).pathname }));
}
