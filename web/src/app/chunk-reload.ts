const MARK = "truss.reloaded";

/** A new release removes old files: an open tab that asks for one reloads once, and only once. */
export function reloadOnLostChunk(): void {
  addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(MARK) ?? 0);
    if (Date.now() - last < 60_000) return;
    sessionStorage.setItem(MARK, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
