// The card of what was pressed: its name, who holds it, and the way to its page.
import { icon } from "../parts/words.js";

const MOST = 8;

/** Fills `card` with what lies under a press; hides it when there is nothing. `go(at)` zooms in; `day`: the map's own, none for today. */
export function tellPicked(card, { found, at }, { words, links: all, day = "" }, go) {
  const links = { ...all, answers: day ? `${all.answers}?on=${day}` : all.answers };
  const entries = found.find(({ layer }) => layer === "entries");
  const first = entries ?? found.find(({ layer }) => layer === "gaps" || layer === "sites") ?? found.find(({ layer }) => layer === "heat") ?? found[0];
  if (!first) return hide(card);
  const held = found.find(({ layer, holder }) => layer === "zones" && holder !== -2);
  const parts = entries ? entryParts(entries.entries, words, links, () => go(at)) : TELL[first.layer]?.(first, words, links, () => go(at), held);
  if (!parts) return hide(card);
  const zone = first.layer !== "zones" && found.find(({ layer }) => layer === "zones");
  card.replaceChildren(closing(card, words), ...parts, ...(zone ? [foot(zone, words, links)] : []));
  card.hidden = false;
}

export function hide(card) {
  card.hidden = true;
  card.replaceChildren();
}

const TELL = {
  zones: (zone, words, links, go, held) => [
    head(zone.name), ...holderLines(zone, held, words),
    ways([links.zone.includes("/ledger/") ? null : [links.zone, words.zone_page], [links.zone_ledger, words.zone_entries], links.instruct ? [links.instruct, words.instruct] : null], links.id, zone.id),
  ],
  sites: (site, words, links, go) =>
    site.heap
      ? [head(words.heap.replace("%(n)s", site.n)), press(words.closer, go)]
      : [head(site.name), line(site.kind), ways([[links.site, words.site_page], links.site.includes("/ledger/") ? null : [links.site_ledger, words.site_entries], [links.answers, words.site_answers]], links.id, site.id)],
  heat: (square, words, links, go) => [head(words.found.replace("%(n)s", square.n)), press(words.closer, go)],
  squares: (square, words, links, go) => [head(words.here.replace("%(n)s", square.n)), press(words.closer, go)],
  gaps: (gap, words) => [head(gap.name), ...(gap.url ? [ways([[gap.url, words.mend]], "", "")] : [])],
};

function entryParts(entries, words, links, go) {
  const list = document.createElement("ul");
  list.className = "mp-list";
  for (const { number, name, place, level, rung } of entries.slice(0, MOST)) {
    const one = document.createElement("li");
    const link = document.createElement("a");
    link.href = links.entry.replace("NUMBER", number);
    const title = document.createElement("b");
    title.textContent = name;
    const under = document.createElement("small");
    under.textContent = [place, words.times[level], rung > 0 ? words.rung[rung] : "", number].filter(Boolean).join(" · ");
    link.append(title, under);
    one.className = `is-${level}`;
    one.append(link);
    list.append(one);
  }
  const more = entries.length - MOST;
  return [list, ...(more > 0 ? [press(words.more.replace("%(n)s", more), go)] : [])];
}

/** Who holds a zone; of one that is not given out by itself, who holds what it lies in. */
function holderLines(zone, held, words) {
  const of = (one) => `${words.holder}: ${one.holder === -1 ? words.nobody : [one.who, one.unit].filter(Boolean).join(" · ")}`;
  if (zone.holder !== -2) return [line(of(zone))];
  return held ? [line(held.name), line(of(held))] : [line(words.apart)];
}

function closing(card, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tz-tap mp-close";
  button.setAttribute("aria-label", words.close);
  button.append(icon("x"));
  button.addEventListener("click", () => hide(card));
  return button;
}

function head(text) {
  const title = document.createElement("h2");
  title.textContent = text;
  return title;
}

function line(text) {
  const said = document.createElement("p");
  said.textContent = text;
  return said;
}

function press(text, work) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tz-btn";
  button.textContent = text;
  button.addEventListener("click", work);
  return button;
}

/** Links whose addresses have a place for the id. */
function ways(all, place, id) {
  const row = document.createElement("p");
  row.className = "mp-ways";
  for (const [url, text] of all.filter(Boolean)) {
    const link = document.createElement("a");
    link.className = "tz-btn";
    link.href = place ? url.replace(place, id) : url;
    link.textContent = text;
    row.append(link);
  }
  return row;
}

function foot(zone, words, links) {
  const said = document.createElement("p");
  said.className = "mp-foot";
  const link = document.createElement("a");
  link.href = links.zone.replace(links.id, zone.id);
  link.textContent = zone.name;
  said.append(link, zone.who ? ` · ${zone.who}` : zone.holder === -1 ? ` · ${words.nobody}` : "");
  return said;
}
