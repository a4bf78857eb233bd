// Everybody in the room follows: a page looks again when the ceremony has moved on, but never under somebody's hands.
"use strict";
(() => {
  // How long is left, beside the deadline itself; the server's time decides, not this clock.
  const until = document.querySelector("[data-until]");
  const left = document.querySelector("[data-left]");
  function tick() {
    const seconds = Math.round(Number(until.dataset.until) - Date.now() / 1000);
    if (seconds <= 0) left.textContent = "时间已到";
    else if (seconds >= 3600) left.textContent = `还有 ${Math.floor(seconds / 3600)} 小时 ${Math.floor(seconds % 3600 / 60)} 分`;
    else left.textContent = `还有 ${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, "0")} 秒`;
  }
  if (until && left) { tick(); setInterval(tick, 1000); }

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
