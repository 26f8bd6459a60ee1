() => {
  // Who had the focus while somebody pressed the tabulator, whether it was seen, and what nobody reached.
  const wanted = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((one) => one.getClientRects().length && getComputedStyle(one).visibility !== "hidden");
  const order = new Map();
  const faults = new Set();
  const say = (what, one) => faults.add(what + ": " + one.outerHTML.slice(0, 120));
  document.addEventListener("focusin", ({ target }) => {
    if (order.has(target)) return;
    const style = getComputedStyle(target);
    const [a, b] = [light(style.outlineColor), light(ground(target.parentElement))];
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) say("focus is not seen", target);
    else if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) say("focus is pale", target);
    order.set(target, order.size);
  });
  if (document.activeElement !== document.body) order.set(document.activeElement, -1);
  window.keysPressed = () => {
    for (const one of wanted) if (!order.has(one)) say("no key reaches it", one);
    const reached = wanted.filter((one) => order.get(one) >= 0);
    for (let place = 1; place < reached.length; place += 1)
      if (order.get(reached[place]) < order.get(reached[place - 1]) && !document.querySelector("[autofocus]"))
        say("out of order", reached[place]);
    return [...faults];
  };
  return wanted.length + 3 * document.querySelectorAll("input[type=date]").length + 2;
}
