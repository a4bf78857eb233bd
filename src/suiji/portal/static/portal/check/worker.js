// The check runs here, beside the page, so that the page stays usable.
import { unzipSync } from "../../vendor/fflate/fflate.js";
import { Wrong } from "./bytes.js";
import { verify } from "./verify.js";

const MOST = 2 ** 30;

async function content({ url, file }) {
  if (file) return new Uint8Array(await file.arrayBuffer());
  const answer = await fetch(url, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Wrong(`没有取到证据包（${answer.status}）`);
  return new Uint8Array(await answer.arrayBuffer());
}

// Path → bytes, without the folder that all files lie in.
function unpack(bytes) {
  let whole = 0;
  let files;
  try {
    files = unzipSync(bytes, { filter: ({ originalSize }) => (whole += originalSize) <= MOST });
  } catch {
    throw new Wrong("这不是证据包（ZIP 文件），或者文件已经损坏");
  }
  if (whole > MOST) throw new Wrong("文件解压以后超过 1 GB，不像证据包");
  const names = Object.keys(files).filter((name) => !name.endsWith("/"));
  const folder = names.length && names.every((name) => name.startsWith(`${names[0].split("/")[0]}/`)) ? names[0].indexOf("/") + 1 : 0;
  return Object.fromEntries(names.map((name) => [name.slice(folder), files[name]]));
}

self.addEventListener("message", async ({ data }) => {
  const say = (name, state, lines) => self.postMessage({ name, state, lines });
  const progress = (share) => self.postMessage({ progress: share });
  try {
    const files = unpack(await content(data));
    self.postMessage({ unpacked: Object.keys(files).length });
    self.postMessage({ verdict: verify(files, { requireLog: data.requireLog, key: data.key, say, progress }) });
  } catch (error) {
    self.postMessage({ broken: error instanceof Wrong ? error.message : `核验程序出错：${error.message}` });
  }
});
