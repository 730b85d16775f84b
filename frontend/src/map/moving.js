// A shape dragged as a whole, by mouse, finger or pencil; the map keeps still meanwhile.

/** `step(change)` with the way a point goes since the step before, `done()` at the end. */
export function dragging(map, step, done) {
  const box = map.getContainer();
  let on = false;
  let last = null;
  let moved = false;
  const place = (event) => map.containerPointToLatLng(map.mouseEventToContainerPoint(event));
  box.addEventListener("pointerdown", (event) => {
    if (!on || !event.isPrimary || event.target.closest(".leaflet-control")) return;
    last = place(event);
    moved = false;
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    const here = place(event);
    const [east, north] = [here.lng - last.lng, here.lat - last.lat];
    last = here;
    moved = true;
    step(([lng, lat]) => [lng + east, lat + north]);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    box.addEventListener(name, () => {
      const ended = last && moved;
      last = null;
      if (ended) done();
    });
  }
  return {
    enable(wanted) {
      on = wanted;
      if (wanted) map.dragging.disable();
      else map.dragging.enable();
    },
  };
}
