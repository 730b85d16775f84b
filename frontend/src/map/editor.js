// The editor of a zone: tools, what lies around, what the server says of the border while it is drawn, the field it goes
// into. The form around it is an ordinary one; the server checks again what is sent.
import { marksOn } from "./marks.js";
import { Near } from "./near.js";
import { openPencil } from "./draw.js";
import { groundOf, given, sizeWords, worded } from "./page.js";
import { followZones, itemOf, lay, layZones, sitesLayer } from "./zones.js";

const MOST = 20000; // points; sites/borders/shapes.py says the same
const PAUSE = 350; // milliseconds after the last change
const NEAR = window.matchMedia?.("(pointer: coarse)").matches ? 22 : 13; // pixels within which a border draws the pencil

export async function openEditor(box) {
  const editor = new Editor(box);
  await editor.open();
  box.dataset.open = "1";
}

class Editor {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.field = this.form.querySelector("[data-drawn]");
    this.word = worded(box);
    this.kind = box.dataset.tools;
    this.zones = [];
  }

  async open() {
    this.ground = await groundOf(this.box, this.word);
    this.marks = marksOn(this.ground);
    this.near = new Near(this.ground, NEAR);
    this.reload = followZones(this.ground, {
      url: this.box.dataset.around,
      layer: this.box.dataset.layer,
      day: () => this.form.elements.on?.value ?? "",
      got: (found) => this.around(found),
    });
    this.still();
    if (this.kind === "pick") return this.picking();
    this.pencil = await openPencil(this.ground, { near: this.near, changed: (geometry) => this.changed(geometry), state: (state) => this.show(state) });
    this.buttons();
    const drawn = this.field?.value ? JSON.parse(this.field.value) : null;
    this.quiet = true; // what came with the page is no change
    if (drawn) this.pencil.put(drawn, { first: true });
    this.quiet = false;
    if (!drawn) this.take(this.kind === "knife" ? "knife" : "area");
    this.listen(drawn);
  }

  /** What lies still: the border of somebody who was faster, pieces, faults the page came with, the zone to cut. */
  still() {
    const [theirs, faults, pieces, shape] = ["theirs", "faults", "pieces", "shape"].map((name) => given(this.box, name));
    if (theirs) {
      const items = [itemOf(this.ground, theirs, { id: "theirs", name: this.word("theirs", this.box.dataset.theirsWho) })];
      lay(this.ground, "theirs", { order: 18, pick: false, items, look: dashed, label: ({ name }, _p, { colours }) => ({ text: name, colour: colours["ink-900"] }) });
    }
    if (pieces?.length) lay(this.ground, "pieces", { order: 17, pick: false, items: pieces.map((piece, at) => itemOf(this.ground, piece, { id: String(at + 1) })), look: piecewise, label: numbered });
    else if (shape) lay(this.ground, "own", { order: 16, pick: false, items: [itemOf(this.ground, shape, { id: "own" })], look: whole });
    if (faults) this.tellFaults(faults);
  }

  around({ zones, sites, more }) {
    const own = this.box.dataset.zone;
    this.zones = zones;
    this.near.load([...zones.filter(({ id }) => id !== own || this.kind !== "zone").map(({ geometry }) => geometry)]);
    this.layOut();
    this.ground.setLayer("sites", sitesLayer(this.ground, sites));
    if (more) this.say(this.word("more"));
  }

  /** The zones around, each as what it is to this one. */
  layOut() {
    const own = this.box.dataset.zone;
    const parent = this.form.elements.parent?.value;
    const picked = new Set([...this.form.querySelectorAll("[data-pick]:checked")].map(({ value }) => value));
    const roles = new Map(this.zones.map(({ id, parent: above }) => [id, id === parent ? "above" : own && above === own ? "faint" : picked.has(id) ? "picked" : "other"]));
    const shown = this.zones.filter(({ id }) => id !== own);
    layZones(this.ground, shown, ({ id }) => roles.get(id));
  }

  /** Neighbours chosen by a press on the map, in step with the boxes of the form. */
  picking() {
    const boxes = new Map([...this.form.querySelectorAll("[data-pick]")].map((one) => [one.value, one]));
    this.say(this.word("say-pick"));
    this.ground.onSelect(({ found }) => {
      const box = found.map(({ id }) => boxes.get(id)).find(Boolean);
      if (!box) return;
      box.checked = !box.checked;
      this.layOut();
    });
    this.form.addEventListener("change", (event) => event.target.matches("[data-pick]") && this.layOut());
  }

  buttons() {
    for (const button of this.box.querySelectorAll("[data-tool]")) {
      button.addEventListener("click", () => this.take(button.dataset.tool));
    }
    for (const button of this.box.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.pencil[button.dataset.do]());
    }
    this.form.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input, select, textarea")) return;
      event.preventDefault();
      if (event.shiftKey) this.pencil.redo();
      else this.pencil.undo();
    });
  }

  take(tool) {
    this.tool = tool;
    if (tool === "knife" && this.pencil.geometry) this.pencil.clear(); // one cut at a time
    this.pencil.use(tool === "knife" ? "line" : tool);
  }

  listen(drawn) {
    for (const name of ["parent", "on", "width"]) this.form.elements[name]?.addEventListener("change", () => this.again());
    document.querySelector("[data-take-theirs]")?.addEventListener("click", () => this.pencil.put(given(this.box, "theirs")));
    for (const radio of this.form.querySelectorAll("[name=keeps]")) radio.addEventListener("change", () => this.naming());
    this.naming();
    this.form.addEventListener("submit", () => this.pencil.finish(), { capture: true });
    if (drawn && !this.box.dataset.faults) this.check(drawn);
  }

  /** Names are asked for the pieces that are new. */
  naming() {
    const keeps = this.form.querySelector("[name=keeps]:checked")?.value;
    for (const field of this.form.querySelectorAll("[name^=name-], [name^=code-]")) field.closest(".tz-field").hidden = field.name.endsWith(`-${keeps}`);
  }

  again() {
    this.reload();
    this.layOut();
    if (this.pencil.geometry) this.later(this.pencil.geometry);
  }

  /** A finished step: into the field, and to the server for its opinion. */
  changed(geometry) {
    if (this.quiet || !this.field) return;
    this.field.value = geometry ? JSON.stringify(geometry) : "";
    this.marks.clear();
    lay(this.ground, "laid", null);
    if (this.kind === "knife") lay(this.ground, "pieces", null);
    this.tellFaults([]);
    if (geometry) this.later(geometry);
  }

  later(geometry) {
    clearTimeout(this.waits);
    this.waits = setTimeout(() => this.check(geometry), PAUSE);
  }

  async check(geometry) {
    if (this.kind !== "zone") return;
    const { points } = this.pencil.size;
    if (points > MOST) return this.tellFaults([{ words: this.word("many", points.toLocaleString()), place: null, piece: null }]);
    const body = new URLSearchParams({ layer: this.box.dataset.layer, zone: this.box.dataset.zone, geometry: JSON.stringify(geometry) });
    for (const name of ["parent", "on", "width"]) body.set(name, this.form.elements[name]?.value ?? "");
    const mine = (this.asked = (this.asked ?? 0) + 1);
    const reply = await fetch(this.box.dataset.check, { method: "POST", body, headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" } }).catch(() => null);
    if (mine !== this.asked) return;
    if (!reply?.ok) return this.say(this.word("unsure"));
    const { faults, laid } = await reply.json();
    this.tellFaults(faults);
    if (laid) lay(this.ground, "laid", { order: 19, pick: false, items: [itemOf(this.ground, laid, { id: "laid" })], look: kept });
    if (!faults.length) this.say(this.word("fits"));
  }

  /** Each fault as a sentence in the list and a mark at its place; a press on the sentence goes there. */
  tellFaults(faults) {
    const list = this.form.querySelector("[data-faults-list]");
    this.marks.show(faults);
    if (!list) return;
    const rows = faults.map(({ words, place }) => {
      const row = document.createElement("li");
      const button = document.createElement(place ? "button" : "span");
      button.textContent = words;
      if (place) {
        button.type = "button";
        button.addEventListener("click", () => this.marks.goTo(place));
      }
      row.append(button);
      return row;
    });
    const all = document.createElement("ol");
    all.append(...rows);
    list.replaceChildren(...(rows.length ? [all] : []));
  }

  show({ tool, drawing, canUndo, canRedo, size }) {
    const named = this.kind === "knife" && tool === "line" ? "knife" : tool;
    for (const button of this.box.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === named));
    this.box.querySelector("[data-do=finish]").hidden = !drawing;
    this.box.querySelector("[data-do=undo]").disabled = !canUndo;
    this.box.querySelector("[data-do=redo]").disabled = !canRedo;
    this.box.querySelector("[data-size]").textContent = sizeWords(size, this.word);
    if (named !== this.said) this.say(this.word(`say-${named}`));
    this.said = named;
  }

  say(words) {
    this.box.querySelector("[data-say]").textContent = words;
  }
}

const TINTS = ["indigo-600", "ink-700", "indigo-500", "ink-500"];
const dashed = (_item, colours) => ({ edge: colours["ink-900"], width: () => 3, dash: [9, 6], casing: colours.surface });
const whole = (_item, colours) => ({ fill: colours["indigo-600"], alpha: 0.1, edge: colours["indigo-600"], width: () => 2.5 });
const kept = (_item, colours) => ({ edge: colours["ink-900"], width: () => 1.25, dash: [2, 4] });
const piecewise = ({ id }, colours) => ({ fill: colours[TINTS[(id - 1) % 4]], alpha: 0.22, edge: colours[TINTS[(id - 1) % 4]], width: () => 2.5 });
const numbered = ({ id }, _picture, { colours }) => ({ text: id, size: 22, colour: colours["ink-900"] });
