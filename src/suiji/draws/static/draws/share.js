// A party's share is made here and stays here until the party reveals it: the server receives only its hash.
"use strict";
(() => {
  const panel = document.querySelector("[data-share]");
  if (!panel) return;
  const { ceremony, party, sha256: handedIn } = panel.dataset;
  const place = `suiji-share:${ceremony}:${party}`;
  const say = (words) => { panel.querySelector("[data-say]").textContent = words; };
  const show = (name) => { for (const part of panel.querySelectorAll(`[data-part="${name}"]`)) part.hidden = false; };

  function kept() {
    try { return localStorage.getItem(place); } catch { return null; }
  }
  function keep(value) {
    try { localStorage.setItem(place, value); return localStorage.getItem(place) === value; } catch { return false; }
  }
  function offerFile(value) {
    const content = JSON.stringify({ protocol: "suiji-share/1", ceremony, party, value });
    const link = panel.querySelector("[data-file]");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    link.download = `share-${ceremony.slice(0, 8)}.json`;
  }

  async function make() {
    // One that was made here and not yet handed in, before the page was opened anew, is still secret and fresh.
    const value = kept() ?? SuijiHash.hex(crypto.getRandomValues(new Uint8Array(32)));
    const stored = keep(value);
    offerFile(value);
    panel.querySelector("[name=sha256]").value = await SuijiHash.share(ceremony, party, SuijiHash.unhex(value));
    panel.querySelector("[data-hash]").textContent = panel.querySelector("[name=sha256]").value;
    show("made");
    panel.querySelector("[data-make]").hidden = true;
    say(stored ? "份额已经生成，只保存在这个浏览器里。请先下载份额文件，再提交校验值。"
      : "份额已经生成，但这个浏览器不能保存。关闭页面就会丢失，请务必先下载份额文件。");
  }

  async function check(value) {
    if (!/^[0-9a-f]{64}$/.test(value ?? "")) return false;
    return await SuijiHash.share(ceremony, party, SuijiHash.unhex(value)) === handedIn;
  }

  async function use(value, from) {
    if (!await check(value)) {
      say(`${from}里没有与校验值相符的份额。请选择提交时下载的份额文件。`);
      return;
    }
    panel.querySelector("[name=value]").value = value;
    show("ready");
    say(`已从${from}取得份额，校验值相符，可以揭示。`);
  }

  async function read(file) {
    let value = "";
    try { value = JSON.parse(await file.text()).value; } catch { /* said below */ }
    await use(value, "文件");
  }

  if (!globalThis.crypto?.subtle) show("plain");
  show("script");
  panel.querySelector("[data-make]")?.addEventListener("click", make);
  panel.querySelector("[data-open]")?.addEventListener("change", (event) => {
    if (event.target.files[0]) read(event.target.files[0]);
  });
  if (panel.dataset.share === "reveal") use(kept(), "本浏览器");
})();
