// terra-draw's way to Leaflet, without the style sheets it would write into the page: those are not let in by the
// page's content policy. Where a pane lies is set on the pane itself.

/** The adapter as a class of its own. */
export function adapterClass(Base) {
  return class extends Base {
    createPaneStyleSheet(name, height) {
      const pane = this._map.getPane(name) ?? this._map.createPane(name);
      pane.style.zIndex = String(height + 400);
      pane.style.pointerEvents = "none";
      return { remove() {} }; // the pane stays: Leaflet keeps drawing on it
    }
  };
}
