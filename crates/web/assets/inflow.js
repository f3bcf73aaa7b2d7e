// The pages work without this. It tells the server the browser's time zone, lets the keyboard reach what
// scrolls sideways, and keeps parts of a page that say how something goes on up to date without loading
// all of it again.
"use strict";

if (!/(?:^|; )inflow_zone=/.test(document.cookie)) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `inflow_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

// Not every browser lets the Tab key stop where a table is wider than the screen.
const reachable = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const table of document.querySelectorAll(".scroll, .overflow:not([tabindex])")) reachable.observe(table);

// Every element with `data-live` is replaced by the one with its id in a newer answer, until the
// newer page asks for no further refresh.
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "error" });
  if (!answer.ok) return;
  const newer = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const replacement = newer.getElementById(old.id);
    if (replacement && !old.contains(document.activeElement)) old.replaceWith(replacement);
  }
  plan(newer.body.dataset.refresh);
}

function plan(seconds) {
  if (!seconds) return;
  setTimeout(() => {
    if (document.hidden) return plan(seconds);
    refresh().catch(() => plan(seconds));
  }, seconds * 1000);
}

plan(document.body.dataset.refresh);
