// The service worker that answers when there is no network. It needs a secure page; without one nothing changes.

export function startOffline() {
  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => {});
}
