// A photo in full size over the page; Escape, the arrow back or a press closes it. Without script it is a link.

export function startZoom() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-zoom]");
    if (!link || event.metaKey || event.ctrlKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    open(link.href, link.querySelector("img")?.alt ?? "");
  });
}

function open(address, alt) {
  const dialog = document.createElement("dialog");
  dialog.className = "tz-zoom";
  const picture = document.createElement("img");
  picture.src = address;
  picture.alt = alt;
  dialog.append(picture);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
