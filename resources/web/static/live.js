// An active event's page fetches what changed after each interval; without script the page reloads itself.
"use strict";
const again = () => {  // what is not fresh any more says so, and of when it is
  const stale = document.getElementById("stale");
  if (stale) stale.hidden = false;
  setTimeout(look, 15000);
};
const look = async () => {
  const shown = document.getElementById("live");
  if (!shown || !shown.dataset.href) return;
  try {
    const answer = await fetch(shown.dataset.href, { headers: { "X-Fragment": "live" }, cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) return again();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("live");
    if (!fresh || fresh.dataset.phase !== shown.dataset.phase) return location.reload();
    const wasOpen = [...shown.querySelectorAll("details")].map((one) => one.open);
    fresh.querySelectorAll("details").forEach((one, place) => { one.open = Boolean(wasOpen[place]); });
    shown.replaceWith(fresh);
  } catch {
    return again();
  }
  plan();
};
const plan = () => {
  const shown = document.getElementById("live");
  if (shown && shown.dataset.href) setTimeout(look, Number(shown.dataset.refreshS) * 1000);
};
plan();
