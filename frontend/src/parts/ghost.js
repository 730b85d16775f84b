// The same view again: the camera with the photo from before laid over it, so that the fix is seen from where the problem was seen.
import { word } from "./words.js";
import { addPhoto } from "./upload.js";

const SHARP = { video: { facingMode: { ideal: "environment" }, width: { ideal: 4096 }, height: { ideal: 3072 } } };

export function startGhost(root) {
  for (const button of root.querySelectorAll("[data-ghost]")) {
    if (!navigator.mediaDevices?.getUserMedia || button.dataset.ready) continue;
    button.dataset.ready = "1";
    button.hidden = false;
    button.addEventListener("click", () => open(button));
  }
}

async function open(button) {
  const dialog = button.closest("[data-upload-url]").querySelector("dialog");
  const [video, ghost, range] = [dialog.querySelector("video"), dialog.querySelector("img"), dialog.querySelector("input")];
  const said = dialog.querySelector("[role=status]");
  said.textContent = "";
  ghost.src = button.dataset.ghost;
  const fade = () => ghost.style.setProperty("opacity", range.value / 100);
  range.oninput = fade;
  fade();
  const release = dialog.querySelector("[data-shoot]");
  release.disabled = true;
  release.onclick = () => shoot(button, dialog, video);
  dialog.querySelector("[data-leave]").onclick = () => dialog.close();
  let stream = null;
  dialog.onclose = () => {
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  dialog.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia(SHARP);
    if (!dialog.open) return dialog.onclose();
    video.srcObject = stream;
    await video.play();
    release.disabled = false;
  } catch {
    said.textContent = word("nocamera");
  }
}

/** What the camera sees now becomes a photo like any other. */
function shoot(button, dialog, video) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    addPhoto(button.closest("[data-upload-url]"), new File([blob], `${Date.now()}.jpg`, { type: "image/jpeg" }));
    dialog.close();
  }, "image/jpeg", 0.92);
}
