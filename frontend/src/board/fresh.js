// Once a minute the board asks for itself. What it shows stays when no answer comes, and the clock says since when.
import { put } from "./clock.js";

const PACE = 60_000;
const SOON = 10_000; // while the connection is away it asks more often

export function keepFresh(main, words, clock, dress) {
  const state = { mark: null, at: main.querySelector("[data-board-clock]")?.dataset.at ?? "", timer: 0, asking: false };

  async function ask() {
    if (state.asking) return;
    state.asking = true;
    let trouble = "lost";
    try {
      trouble = await fetchAnew();
    } catch {
      // no connection: said below
    }
    state.asking = false;
    tell(trouble);
    later(trouble ? SOON : PACE);
  }

  /** What went wrong, or nothing. */
  async function fetchAnew() {
    const headers = { Accept: "text/html", ...(state.mark ? { "If-None-Match": state.mark } : {}) };
    const reply = await fetch(main.dataset.board, { headers, redirect: "manual", cache: "no-store" });
    if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) return "ended";
    if (reply.status === 304) return heard(reply);
    if (!reply.ok) return "lost";
    if (inUse(main)) return ""; // the next round brings it, and until then nothing is said to be newer than it is
    bring(await reply.text());
    state.mark = reply.headers.get("ETag");
    return heard(reply);
  }

  function heard(reply) {
    state.at = reply.headers.get("Counted-At") ?? state.at;
    return "";
  }

  /** Everything but the piece that somebody stands on is new; a place in the page is kept. */
  function bring(text) {
    const focused = main.contains(document.activeElement) ? pathTo(document.activeElement) : null;
    const fresh = new DOMParser().parseFromString(`<main>${text}</main>`, "text/html").querySelector("main");
    main.replaceChildren(...fresh.childNodes);
    clock.read(main.querySelector("[data-board-clock]")?.dataset.now);
    dress();
    if (focused) main.querySelector(focused)?.focus({ preventScroll: true });
  }

  function tell(trouble) {
    const box = main.querySelector("[data-board-clock]");
    if (!box) return;
    const [said, door, until] = [box.querySelector("[data-board-said]"), box.querySelector("[data-board-door]"), state.at.slice(11, 16)];
    box.classList.toggle("is-lost", Boolean(trouble));
    door.hidden = trouble !== "ended";
    door.href = `${words.sign_in}?next=${encodeURIComponent(location.pathname)}`;
    said.dataset.usual ??= said.innerHTML;
    if (trouble) put(said, words[trouble].replace("{time}", until));
    else {
      if (said.textContent !== new DOMParser().parseFromString(said.dataset.usual, "text/html").body.textContent) said.innerHTML = said.dataset.usual;
      const spot = said.querySelector("u");
      if (spot) put(spot, until);
    }
  }

  function later(pace) {
    clearTimeout(state.timer);
    state.timer = setTimeout(ask, pace);
  }

  window.addEventListener("online", ask);
  window.addEventListener("offline", () => tell("lost"));
  document.addEventListener("visibilitychange", () => !document.hidden && ask());
  later(PACE);
}

/** Somebody is about to send something, or reads an opened list. */
function inUse(main) {
  return Boolean(document.querySelector("dialog[open], details.tz-menu[open]")) || Boolean(main.querySelector("form[data-busy]"));
}

/** An address for what has the focus: a link by where it leads, a button by what it is for. */
function pathTo(element) {
  const href = element.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  for (const name of ["data-board-table", "data-wall-step", "data-wall-stop"]) {
    if (element.hasAttribute(name)) return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
  }
  return null;
}
