// The bell of an open page keeps its number true: it asks now and then how many notices are new.
import { word } from "./words.js";

const PACE = 30_000;

export function startBell() {
  setInterval(count, PACE);
  document.addEventListener("visibilitychange", count);
}

/** Ask, unless nobody looks or the connection is away; whoever is signed out meanwhile is told by the next page. */
export async function count() {
  const address = document.querySelector("[data-bell]")?.dataset.bell;
  if (!address || document.hidden || !navigator.onLine) return;
  try {
    const reply = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
    if (reply.ok) show((await reply.json()).n);
  } catch {
    // the next round asks again
  }
}

/** Every bell of the page: there is one for the desk and one for the phone. */
function show(n) {
  for (const bell of document.querySelectorAll("[data-bell]")) {
    let number = bell.querySelector("i");
    if (n && !number) bell.append((number = document.createElement("i")));
    if (number && n) number.textContent = n;
    else number?.remove();
    bell.setAttribute("aria-label", word("unread", n));
  }
}
