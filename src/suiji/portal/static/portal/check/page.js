// 在浏览器中核验 — starts the worker and writes down what it finds.
"use strict";
(() => {
  const panel = document.querySelector("[data-check]");
  if (!panel) return;
  const part = (name) => panel.querySelector(`[data-part="${name}"]`);
  const step = (name) => panel.querySelector(`[data-step="${name}"]`);
  const WORDS = { running: "核验中", held: "成立", noted: "不公开核验", failed: "不成立" };
  let worker = null, began = 0;

  function mark(name, state, lines) {
    const row = step(name);
    row.dataset.state = state;
    row.querySelector("[data-mark]").textContent = WORDS[state];
    row.querySelector("[data-found]").replaceChildren(...lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    }));
  }

  function clear() {
    for (const row of panel.querySelectorAll("[data-step]")) {
      delete row.dataset.state;
      row.querySelector("[data-mark]").textContent = "";
      row.querySelector("[data-found]").replaceChildren();
    }
    part("verdict").hidden = true;
    part("bar").hidden = true;
  }

  function conclude(tone, title, words) {
    const box = part("verdict");
    box.dataset.tone = tone;
    box.querySelector("[data-title]").textContent = title;
    box.querySelector("[data-words]").textContent = words;
    box.hidden = false;
    part("bar").hidden = true;
    part("steps").setAttribute("aria-busy", "false");
    box.focus();
    worker?.terminate();
    worker = null;
  }

  function verdict({ ok, unproven, sealed }) {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const where = `用时 ${seconds} 秒，全部在这台设备上计算，没有上传任何东西。`;
    if (!ok) conclude("bad", "核验不通过", `上面写明了哪一处不符。请保存证据包，向联席会议办公室或者纪检监察机关反映。${where}`);
    else if (unproven) conclude("wait", "通过，但先后次序没有证明", `证据包里没有日志证明。${where}`);
    else if (sealed) conclude("good", "公开的部分核验通过", `先后次序、种子和户数都成立；密封的部分由纪检监察机关核验。${where}`);
    else conclude("good", "核验通过", `先后次序、种子、名额和抽取都成立。${where}`);
  }

  function heard({ data }) {
    if (data.name) mark(data.name, data.state, data.lines);
    else if (data.progress !== undefined) {
      part("bar").hidden = false;
      part("bar").value = data.progress;
    } else if (data.verdict) verdict(data.verdict);
    else if (data.broken) conclude("bad", "没有核验成", data.broken);
  }

  function begin(what) {
    worker?.terminate();
    clear();
    began = performance.now();
    part("steps").setAttribute("aria-busy", "true");
    try {
      worker = new Worker(panel.dataset.worker, { type: "module" });
    } catch {
      conclude("bad", "这个浏览器不能核验", "请换较新的浏览器，或者下载证据包用命令核验。");
      return;
    }
    worker.addEventListener("message", heard);
    worker.addEventListener("error", () => conclude("bad", "这个浏览器不能核验", "核验程序没有启动。请换较新的浏览器，或者下载证据包用命令核验。"));
    worker.postMessage({ key: panel.dataset.key, requireLog: true, ...what });
  }

  for (const hidden of panel.querySelectorAll("[data-with-script]")) hidden.hidden = false;
  part("start")?.addEventListener("click", () => begin({ url: panel.dataset.bundle }));
  part("file").addEventListener("change", ({ target }) => {
    if (target.files[0]) begin({ file: target.files[0], requireLog: false });
  });
})();
