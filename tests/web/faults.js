() => {
  // What a checker looks for first: names, labels, one heading, order, contrast (WCAG 2.2 AA), room for a finger.
  const faults = [];
  const say = (what, one) => faults.push(what + ": " + one.outerHTML.slice(0, 120));
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!document.querySelector("main")) faults.push("no main");
  if (!document.documentElement.lang) faults.push("no language");
  let level = 0;
  for (const one of document.querySelectorAll("h1, h2, h3, h4")) {
    if (Number(one.tagName[1]) > level + 1) say("a heading leaves one out", one);
    level = Number(one.tagName[1]);
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of ids.filter((one, place) => ids.indexOf(one) !== place)) faults.push("twice the id " + id);
  for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const id of (one.getAttribute("aria-labelledby") || one.getAttribute("aria-describedby")).split(" "))
      if (!document.getElementById(id)) say("it names nothing", one);
  const texts_of = (cell) => { 
    const range = document.createRange();
    range.selectNodeContents(cell);
    return cell.querySelector(".hidden") ? [] : [...range.getClientRects()].filter((box) => box.width && box.height);
  };
  for (const cell of document.querySelectorAll("td + td, th + td, th + th")) {
    const [left, right] = [texts_of(cell.previousElementSibling), texts_of(cell)];
    const touch = (a, b) => a.bottom > b.top && b.bottom > a.top && b.right > a.right && b.left - a.right < 7;
    if (left.some((a) => right.some((b) => touch(a, b))))
      say("columns touch", cell);
  }
  for (const one of document.querySelectorAll("main *")) {
    const box = one.getBoundingClientRect();
    if (box.width && box.right > innerWidth + 1 && !one.closest(".wide, .hidden, svg")) say("out of the window", one);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("it scrolls sideways");
  for (const one of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!one.labels.length && !one.ariaLabel) say("no label", one);
  for (const one of document.querySelectorAll("img, svg[role=img]"))
    if (!one.hasAttribute("alt") && !one.ariaLabel) say("no alternative", one);
  for (const one of document.querySelectorAll("a, button, summary, main input:not([type=hidden])")) {
    const box = one.getBoundingClientRect();
    if (!one.textContent.trim() && one.tagName !== "INPUT") say("no name", one);
    if (!one.classList.contains("skip") && box.height && box.height < 24) say("too low for a finger", one);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !one.getClientRects().length) continue;
    if (one.closest(".skip, noscript, script")) continue;
    const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) say("contrast " + ratio.toFixed(2), one);
  }
  return faults;
}
