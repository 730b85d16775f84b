// Where the device is, asked once for forms that want it; the page works without an answer.
const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

export function startPlace(root) {
  const fields = root.querySelector("[data-place]");
  if (fields && !fields.dataset.asked) ask(fields);
  if (root.querySelector("[data-announce]") ?? (root !== document && root.matches?.("[data-announce]"))) {
    announce(root.matches?.("[data-announce]") ? root : root.querySelector("[data-announce]"));
  }
}

function ask(fields) {
  fields.dataset.asked = "1";
  const form = fields.closest("form");
  const quiet = () => document.querySelector("[data-locating]")?.remove();
  if (!navigator.geolocation || !window.isSecureContext) return quiet();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    if (form.dataset.pointed || form.elements.site?.value === "") return quiet(); // a free point is meant as it is
    form.elements.lat.value = coords.latitude.toFixed(6);
    form.elements.lng.value = coords.longitude.toFixed(6);
    form.elements.accuracy.value = Math.round(coords.accuracy);
    document.body.dispatchEvent(new CustomEvent("placed"));
    if (!form.elements.site) document.body.dispatchEvent(new CustomEvent("located")); // nobody was faster with a place
  }, quiet, PATIENCE);
}

/** A piece that arrived says that something was chosen ("siteset"), so that the pieces that depend on it ask again. */
function announce(field) {
  if (document.readyState === "loading" || field.dataset.said) return;
  field.dataset.said = "1";
  document.body.dispatchEvent(new CustomEvent(field.dataset.announce));
}
