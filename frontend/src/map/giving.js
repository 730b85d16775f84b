// Ground given out from the map: what a line or a box encloses is ringed, and goes to the office's form.
import { id } from "./layers.js";

export function startGiving(viewer) {
  const form = viewer.page.querySelector("[data-map-give]");
  if (form) new Giving(viewer, form);
}

class Giving {
  constructor(viewer, form) {
    Object.assign(this, { viewer, form, zones: new Set(), sites: new Set() });
    this.said = form.querySelector("[data-give-said]");
    form.addEventListener("click", ({ target }) => {
      const how = target.closest("[data-give]")?.dataset.give;
      if (how === "none") this.drop();
      else if (how) this.take(how);
    });
    form.addEventListener("submit", () => this.fill());
    this.tell();
  }

  /** One line more: what it encloses is added to what was taken before. */
  async take(how) {
    const { ground, on } = this.viewer;
    const found = await ground.lasso(how, on.has("sites") ? ["zones", "sites"] : ["zones"]);
    if (!found) return;
    const given = this.given();
    for (const key of found.zones ?? []) if (given.has(key)) this.zones.add(key);
    for (const key of found.sites ?? []) if (!key.startsWith("heap")) this.sites.add(key);
    this.tell();
  }

  /** The zones that are given out in the way the colours show; others lie around or inside them. */
  given() {
    return new Set((this.viewer.data.zones?.zones ?? []).filter(([, , , holder]) => holder !== -2).map(([hex]) => id(hex)));
  }

  drop() {
    this.zones.clear();
    this.sites.clear();
    this.tell();
  }

  tell() {
    const { ground } = this.viewer;
    ground.mark("zones", this.zones);
    ground.mark("sites", this.sites);
    const any = this.zones.size + this.sites.size > 0;
    const { none, some } = this.said.dataset;
    this.said.textContent = any ? some.replace("{zones}", this.zones.size).replace("{sites}", this.sites.size) : none;
    for (const part of this.form.querySelectorAll("[data-give-any]")) part.hidden = !any;
  }

  /** Everything that was taken, as fields of the form; the kind is that of the colours. */
  fill() {
    this.form.querySelectorAll("[name='subjects[]']").forEach((one) => one.remove());
    this.form.elements.kind.value = this.viewer.chosen("kind");
    const subjects = [...[...this.zones].map((key) => `zone:${key}`), ...[...this.sites].map((key) => `site:${key}`)];
    for (const value of subjects) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "subjects[]", value });
      this.form.append(field);
    }
  }
}
