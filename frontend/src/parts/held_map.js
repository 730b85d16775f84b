// A map on a page that is not about it: it comes when it is about to be seen.
export function startHeldMap(root) {
  const box = root.querySelector("[data-held-map]");
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "1";
  const open = () => import("../map/holding.js").then(({ openHeldMap }) => openHeldMap(box));
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    open();
  }, { rootMargin: "200px" });
  watch.observe(box);
}
