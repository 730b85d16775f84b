// Pages of zones: the map one looks at and the map one draws on. Their scripts come only where such a map is.
export function startZones(root) {
  for (const box of root.querySelectorAll("[data-zone-look]")) once(box, async () => (await import("../map/look.js")).openLook(box));
  for (const box of root.querySelectorAll("[data-zone-draw]")) once(box, async () => (await import("../map/editor.js")).openEditor(box));
}

function once(box, open) {
  if (box.dataset.ready) return;
  box.dataset.ready = "1";
  open();
}
