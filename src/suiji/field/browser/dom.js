// Small hands for the page: elements from words, never from markup, so that nothing typed can become code.

export function h(tag, facts = {}, ...inside) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(facts ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  add(element, inside);
  return element;
}

export function add(element, inside) {
  for (const one of [inside].flat(Infinity)) {
    if (one === undefined || one === null || one === false || one === "" || one === 0) continue; // `0 && …` shows nothing
    element.append(one instanceof Node ? one : document.createTextNode(String(one)));
  }
  return element;
}

export function fill(element, ...inside) {
  element.replaceChildren();
  return add(element, inside);
}

export const by = (id) => document.getElementById(id);

// A press does one thing once; while it is being done the button says so and takes no second press.
export function press(words, doing, kind = "") {
  const button = h(`button.button${kind && `.${kind}`}`, {
    type: "button",
    onclick: async () => {
      if (button.getAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      try {
        await doing();
      } finally {
        button.removeAttribute("aria-disabled");
      }
    },
  }, words);
  return button;
}

export const link = (words, to, kind = "") => h(`a.button${kind && `.${kind}`}`, { href: to }, words);

export function field(label, input, { help, id } = {}) {
  const name = id ?? `i${Math.abs(hash(label))}`;
  input.id = name;
  const words = help && h("p.help", { id: `${name}-help` }, help);
  if (help) input.setAttribute("aria-describedby", `${name}-help`);
  return h("div.item", {}, h("label", { for: name }, label), words, input, h("p.fault", { id: `${name}-fault`, hidden: true }));
}

function hash(words) {
  let found = 7;
  for (const letter of words) found = (found * 31 + letter.codePointAt(0)) | 0;
  return found;
}

// Big answers side by side, as radio buttons are for a thumb in a glove.
export function choices(name, legend, options, chosen, onchange, { many = false, stacked = false } = {}) {
  const kind = many ? "checkbox" : "radio";
  return h(`fieldset.choices${stacked ? ".stacked" : ""}`, { "data-field": legend },
    h("legend", {}, legend),
    h("div", {}, options.map(([value, words]) => h("label", {},
      h("input", { type: kind, name, value, checked: many ? chosen.includes(value) : chosen === value, onchange }),
      h("span", {}, words)))),
    h("p.fault", { hidden: true }));
}

export function clockTime(value) {
  return new Date(value).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
}

export function day(iso) {
  if (!iso) return "";
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  const weekday = "日一二三四五六"[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return `${month}月${date}日（周${weekday}）`;
}

export function moment(iso) {
  if (!iso) return "";
  const local = new Date(new Date(iso).getTime() + 8 * 3600000).toISOString();
  return `${day(local)} ${local.slice(11, 16)}`;
}
