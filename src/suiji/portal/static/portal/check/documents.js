// Documents: JSON in its canonical bytes (RFC 8785), and members exactly as the protocol lists them.
import { Wrong, same, text, unhex, utf8 } from "./bytes.js";

export function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Wrong("有一个数不是整数");
    return String(value);
  }
  if (typeof value === "string") {
    if (value.normalize("NFC") !== value) throw new Wrong("有一段文字不是规范的 Unicode 形式");
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/.test(value)) {
      throw new Wrong("有一段文字含有半个字符");
    }
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  // Names are sorted by UTF-16 code units, which is how JavaScript compares texts.
  const members = Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

export function parse(bytes, file) {
  let value;
  try {
    value = JSON.parse(text(bytes, file));
  } catch (error) {
    if (error instanceof Wrong) throw error;
    throw new Wrong(`${file} 不是 JSON 文件`);
  }
  try {
    return { value, bytes: utf8(canonical(value)) };
  } catch (error) {
    throw new Wrong(`${file}：${error.message}`);
  }
}

export function parseCanonical(bytes, file) {
  const found = parse(bytes, file);
  if (!same(found.bytes, bytes)) throw new Wrong(`${file} 不是规范的字节形式（RFC 8785）：内容被动过或者重新排过版`);
  return found.value;
}

// The members of an object: those required, perhaps those optional, no others.
export function members(value, where, required, optional = []) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Wrong(`${where} 不是一个对象`);
  const names = Object.keys(value);
  for (const name of required) if (!names.includes(name)) throw new Wrong(`${where} 缺少 ${name}`);
  for (const name of names) {
    if (!required.includes(name) && !optional.includes(name)) throw new Wrong(`${where} 多出 ${name}`);
  }
  return value;
}

export function whole(value, where, least = 0, most = Number.MAX_SAFE_INTEGER) {
  if (!Number.isSafeInteger(value) || value < least || value > most) throw new Wrong(`${where} 不是 ${least} 以上的整数`);
  return value;
}

export function words(value, where) {
  if (typeof value !== "string") throw new Wrong(`${where} 不是文字`);
  return value;
}

export function hexed(value, where, length) {
  const bytes = unhex(value, length);
  if (bytes === null) throw new Wrong(`${where} 不是 ${length} 字节的十六进制数`);
  return bytes;
}

export function oneOf(value, where, ...choices) {
  if (!choices.includes(value)) throw new Wrong(`${where} 应当是 ${choices.join(" 或 ")}`);
  return value;
}
