// 水印: who looks, and when, over whatever an open app shows (Art. 25); a locked one shows nobody's data and bears none.

import { fill, h, moment } from "./dom.js";

const TIMES = 8;

export function mark(place, person) {
  const words = person ? `${person.name} ${moment(new Date().toISOString())}` : "";
  if (place.dataset.says === words) return;
  place.dataset.says = words;
  place.hidden = !words;
  fill(place, words && Array.from({ length: TIMES }, () => h("span", { "data-mark": words })));
}
