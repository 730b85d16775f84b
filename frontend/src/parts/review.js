// The review queue without reloading: the next entry is fetched while this one is looked at, photos and all, and stands there
// at once when it is asked for. Without script, or when a fetch fails, the same links and forms work as pages.
import { fetchPage, parse, put } from "./inplace.js";
import { renew } from "./live.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const ahead = new Map(); // address -> promise of the page
const SWIPE = 70; // pixels sideways that are meant

const stage = () => document.querySelector("main.rv");

export function startReview() {
  document.addEventListener("click", follow);
  document.addEventListener("submit", judge);
  window.addEventListener("popstate", () => stage() && location.reload());
  document.addEventListener("arrived", () => stage() && setTimeout(prepare));
  if (stage()) prepare();
  swipes();
}

/** Fetch the next entry and its two photos. */
function prepare() {
  const next = stage()?.dataset.next;
  if (!next || ahead.has(next)) return;
  const page = fetchPage(next);
  ahead.set(next, page);
  page.then(
    (found) => found.querySelectorAll(".rv-wipe img").forEach((picture) => (new Image().src = picture.getAttribute("src"))),
    () => ahead.delete(next),
  );
}

/** Show the entry at an address; as a page of its own when it cannot be fetched. */
async function show(address, renewList = false) {
  try {
    const page = await (ahead.get(address) ?? fetchPage(address));
    ahead.clear();
    if (!page.querySelector("main.rv")) return location.assign(address);
    put(page, "main");
    history.pushState({}, "", address);
    document.title = page.title;
    stage().querySelector("h1").focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
    if (renewList) renew(stage());
  } catch {
    location.assign(address);
  }
}

function follow(event) {
  const link = event.target.closest(".rv-list a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href);
}

/** Pass or fail; then the next one. What was typed stays when it is refused or does not arrive. */
async function judge(event) {
  const form = event.target;
  if (!form.matches(".rv-judge") || event.defaultPrevented) return;
  event.preventDefault();
  const button = event.submitter;
  const next = stage().dataset.next;
  try {
    const reply = await fetch(button?.formAction || form.action, { method: "POST", body: new FormData(form), headers: { "X-In-Place": "1" } });
    if (reply.status === 204) {
      const go = reply.headers.get("X-Go");
      return go.startsWith("/entries/") || !next ? location.assign(go) : show(next, true);
    }
    put(parse(await reply.text()), "main") ?? toast(word("failed"), true);
  } catch {
    toast(word("offline"), true);
  } finally {
    form.dispatchEvent(new CustomEvent("released", { bubbles: true }));
  }
}

/** A thumb: left for the next, right for the one before; not where the photos are compared. */
function swipes() {
  let from = null;
  document.addEventListener("touchstart", (event) => {
    const touch = event.touches[0];
    from = stage() && event.touches.length === 1 && !event.target.closest("[data-compare], .snap-photos, textarea, .rv-list ol") ? touch : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!from) return;
    const [x, y] = [event.changedTouches[0].clientX - from.clientX, event.changedTouches[0].clientY - from.clientY];
    from = null;
    if (Math.abs(x) < SWIPE || Math.abs(y) > Math.abs(x) / 2) return;
    const address = x < 0 ? stage()?.dataset.next : stage()?.dataset.prev;
    if (address) show(address);
  }, { passive: true });
}
