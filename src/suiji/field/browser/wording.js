// 写法: one finding's wording, as the house writes it: the same fields, the same order, the same digest.

export const BLANK = { answers: {}, results: [], problem: "", disposal: "", measures: [] };
export const FIELD_NAMES = { problem: "发现问题情况", disposal: "处置情况", results: "检查结果", measures: "现场措施", awaits_report: "以检验报告为准" };

const byCodePoint = (a, b) => {
  const left = [...a].map((c) => c.codePointAt(0));
  const right = [...b].map((c) => c.codePointAt(0));
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
};

export function tidy(said) {
  const answers = Object.fromEntries(Object.entries(said.answers).filter(([, answer]) => answer).sort(([a], [b]) => byCodePoint(a, b)));
  return {
    answers,
    results: [...said.results].sort(byCodePoint),
    problem: said.problem.trim(),
    disposal: said.disposal.trim(),
    measures: said.measures.map(({ kind, form }) => ({ kind, form: form ?? "" })),
    ...(said.awaits_report ? { awaits_report: true } : {}),
  };
}

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    return `{${Object.keys(value).sort(byCodePoint).map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export const hexOf = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => hexOf(await crypto.subtle.digest("SHA-256", bytes));
export const digestOf = (said) => sha256(new TextEncoder().encode(canonical(tidy(said))));
export const same = (a, b) => canonical(tidy(a)) === canonical(tidy(b));

// One field of a wording in words a person compares; check points are fields by their own words.
export function fieldIn(said, field, results) {
  if (field === "results") return said.results.map((code) => results.find((one) => one.code === code)?.words ?? code).join("、") || "未选";
  if (field === "measures") return said.measures.map((m) => `${m.kind}（${m.form || "未注明方式"}）`).join("、") || "未采取";
  if (field === "awaits_report") return said.awaits_report ? "结果以检验报告为准" : "不等检验报告";
  if (field in FIELD_NAMES) return said[field] || "未写";
  return said.answers[field] ?? "未答";
}

// The chosen side of one field, put into a wording.
export function withField(said, field, from) {
  if (field in FIELD_NAMES) return { ...said, [field]: from[field] };
  const answers = { ...said.answers };
  if (field in from.answers) answers[field] = from.answers[field];
  else delete answers[field];
  return { ...said, answers };
}

// Why a wording cannot go into the record yet: [field, words]; by the rules that came with the visit.
export function faults(said, finding, rules) {
  const known = (code) => rules.results.find((one) => one.code === code);
  const chosen = said.results.map(known).filter(Boolean);
  const whole = chosen.some((one) => one.whole);
  const found = [];
  if (!whole) for (const point of finding.points) if (!said.answers[point] && !finding.optional?.includes(point)) found.push([point, "请选择“无”“有”或“不涉及”。"]);
  if (!chosen.length && !said.awaits_report) found.push(["results", "请选择检查结果。"]);
  if (chosen.length && said.awaits_report) found.push(["results", "以检验报告为准的，不再选择检查结果。请去掉其中一处。"]);
  if (chosen.length > 1 && chosen.some((one) => one.alone)) found.push(["results", rules.words.results_may_combine.advice]);
  if (Object.values(said.answers).includes("有") && chosen.some((one) => one.clean)) found.push(["results", "检查要点中有“有”，结果却是未发现问题，请核对其中一处。"]);
  if (chosen.length && !chosen.some((one) => one.clean) && !said.problem.trim()) found.push(["problem", "请写明发现的问题或经过。"]);
  return found;
}

// One finding in words, as a person reads it before signing.
export function wordsOf(app, finding, said = finding.said) {
  const results = said.results.map((code) => app.book.rules.results.find((one) => one.code === code)?.words ?? code).join("、");
  const found = Object.entries(said.answers).filter(([, answer]) => answer !== "无").map(([point, answer]) => `${point}：${answer}`);
  const measures = said.measures.map((m) => `${m.kind}（${m.form}）`).join("、");
  return [said.awaits_report ? "以检验报告为准" : results || "未填", found.join("；") || "各要点：无", said.problem && `发现问题：${said.problem}`, measures && `措施：${measures}`, said.disposal && `处置：${said.disposal}`].filter(Boolean).join("。");
}
