// Everybody in the room follows: a page looks again when the ceremony has moved on, but never under somebody's hands.
"use strict";
(() => {
  const watch = document.querySelector("[data-pulse]");
  if (!watch) return;
  let leaving = false;
  window.addEventListener("beforeunload", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });

  async function look() {
    if (leaving || document.hidden) return;
    const answer = await fetch(watch.dataset.pulse).catch(() => null);
    if (leaving || answer?.status !== 200) return;
    // A share that was made or chosen here, and not yet sent, must not be lost to a fresh page.
    if (document.querySelector("[data-share]")) watch.hidden = false;
    else location.reload();
  }
  setInterval(look, 3000);
})();
