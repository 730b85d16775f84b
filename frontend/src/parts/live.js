// A page follows what others do: it asks now and then whether anything has happened, and only then fetches itself anew.
import { fetchPage, put } from "./inplace.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const PACE = 15_000;

export function startLive() {
  setInterval(look, PACE);
  document.addEventListener("visibilitychange", look);
}

/** Ask for the token of what is shown; a page that is hidden, offline or in use waits. */
export async function look() {
  const main = document.querySelector("[data-live]");
  if (!main || document.hidden || !navigator.onLine || inUse(main)) return;
  try {
    const reply = await fetch(main.dataset.live, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!reply.ok) return;
    const { token } = await reply.json();
    if (token !== main.dataset.token) await renew(main);
  } catch {
    // the connection is away: the next round asks again
  }
}

/** Fetch the page and put in what has changed. A page with a form in it only renews the part it names. */
export async function renew(main) {
  const part = main.dataset.livePart;
  const before = main.dataset.status;
  const page = await fetchPage(location.href);
  const fresh = page.querySelector("[data-live]");
  if (!fresh || inUse(main)) return;
  if (part) {
    main.dataset.token = fresh.dataset.token;
    put(page, part);
    return;
  }
  const arrived = put(page, "main");
  if (before !== "closed" && arrived.dataset.status === "closed") arrived.querySelector(".tz-seal")?.classList.add("tz-seal--land");
  toast(word("renewed"));
}

/** Somebody is in the middle of something. */
function inUse(main) {
  return Boolean(document.querySelector("dialog[open], details.tz-menu[open], form[data-busy]")) || (main.contains(document.activeElement) && document.activeElement.matches("input, textarea, select") && !main.dataset.livePart);
}
