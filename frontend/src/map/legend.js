// What the colours and forms mean, drawn by the same hands as the map itself; only what is switched on and in sight.
import { siteMark } from "./layers.js";
import { tints } from "./ground.js";

const MOST = 10; // holders named; the rest stands on the zones
const LEVELS = ["late", "today", "week", "later", "stop"];

/** Writes the legend into `box` for what is drawn: {zones, sites, entries, heat} as the server sent them. */
export function writeLegend(box, ground, drawn, words) {
  const parts = [];
  if (drawn.heat) parts.push(section(words.heat, drawn.heat.steps.map((span, step) => heatRow(ground, span, step)).filter(Boolean)));
  if (drawn.entries) parts.push(section(words.time, LEVELS.map((level) => row(tints.entryMark(level, 0, 1, ground.colours), words.times[level])), "is-flow"));
  if (drawn.entries) parts.push(section("", [row(tints.entryMark("week", 0, 3, ground.colours), words.several)]));
  if (drawn.entries) parts.push(section(words.rungs, rungRows(ground, drawn.entries, words), "is-flow"));
  if (drawn.zones) parts.push(section(words.holders, holderRows(ground, drawn.zones, words)));
  if (drawn.sites) parts.push(section(words.types, groupRows(ground, drawn.sites, words), "is-flow"));
  box.replaceChildren(...parts.filter(Boolean));
}

function section(title, rows, form = "") {
  if (!rows.length) return null;
  const part = document.createElement("section");
  if (title) {
    const head = document.createElement("h3");
    head.textContent = title;
    part.append(head);
  }
  const list = document.createElement("ul");
  list.className = form;
  list.append(...rows);
  part.append(list);
  return part;
}

function row(mark, text, more = "") {
  const line = document.createElement("li");
  const word = document.createElement("span");
  word.textContent = text;
  if (more) {
    const small = document.createElement("small");
    small.textContent = more;
    word.append(" ", small);
  }
  mark.setAttribute("aria-hidden", "true");
  if (mark.span) {
    mark.style.inlineSize = `${mark.span}px`;
    mark.style.blockSize = `${mark.span}px`;
  }
  line.append(mark, word);
  return line;
}

function swatch(paint) {
  const canvas = document.createElement("canvas");
  canvas.className = "mp-swatch";
  [canvas.width, canvas.height] = [56, 36];
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  paint(context);
  return canvas;
}

function plain(colour, alpha = 1) {
  return swatch((context) => {
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillRect(0, 0, 28, 18);
  });
}

function hatched(hatch, ground = "") {
  return swatch((context) => {
    if (ground) {
      context.fillStyle = ground;
      context.fillRect(0, 0, 28, 18);
    }
    context.fillStyle = hatch(context, 1);
    context.fillRect(0, 0, 28, 18);
  });
}

function heatRow({ colours }, [first, last], step) {
  if (last < first) return null;
  const mark = step === 4 ? hatched(tints.hatching(colours["ink-300"], colours["ink-900"], 7, 1.3)) : plain(colours.heat[step], 0.86);
  return row(mark, first === last ? String(first) : `${first}–${last}`);
}

function rungRows({ colours }, { entries }, words) {
  const seen = [...new Set(entries.map((entry) => entry[4]))].filter((rung) => rung > 0).sort();
  return seen.map((rung) => row(tints.entryMark("later", rung, 1, colours), words.rung[rung]));
}

function holderRows({ colours }, data, words) {
  const size = new Map();
  for (const [, , , holder] of data.zones) size.set(holder, (size.get(holder) ?? 0) + 1);
  const shown = [...size.keys()].filter((at) => at >= 0).sort((one, other) => one - other);
  const rows = shown.slice(0, MOST).map((at) => row(plain(colours.holders[data.holders[at][2]], 0.62), data.holders[at][0], data.holders[at][1]));
  if (shown.length > MOST) rows.push(row(plain(colours["ink-75"]), `+${shown.length - MOST}`));
  if (size.has(-1)) rows.push(row(hatched(tints.hatching(colours["ink-500"], "", 9, 1.1), colours.surface), words.nobody));
  return rows;
}

function groupRows({ colours }, data, words) {
  const seen = new Set(data.kinds.map((at) => data.types[at][1]));
  return Object.keys(words.groups).filter((group) => seen.has(group)).map((group) => row(siteMark(group, true, colours, words), words.groups[group][1]));
}
