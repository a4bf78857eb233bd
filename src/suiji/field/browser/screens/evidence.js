// 取证: the capture is on the phone, sealed and hashed, before anything is asked about it.

import { Recording, Unfit, paper, photo, position, whole } from "../capture.js";
import { clockTime, field, fill, h, moment, press } from "../dom.js";
import { newId, now } from "../queue.js";
import { chip } from "../safety.js";
import { Full } from "../store.js";

const NAMES = { PHOTO: "现场照片", PAPER: "现场文书", DIGITAL: "电子数据", AUDIO: "现场录音", VIDEO: "现场录像", CONTACT: "联系记录", WITNESS: "见证人说明" };
const WORDS_ONLY = new Set(["CONTACT", "WITNESS"]);
const HELP = { CONTACT: "写明方式、对方和答复，如“拨打登记电话两次，无人接听”。", WITNESS: "写明见证人是谁、看到了什么。" };

// A file from the camera or the folder: time first, then hash, then smaller, then kept; then its name.
export async function takeFile(app, visit, kind, input) {
  const [file] = input.files;
  if (!file) return;
  const when = now();
  const where = position();
  app.frame({ title: NAMES[kind], back: `#/v/${visit.id}`, main: h("p", { role: "status" }, "正在登记校验值并压缩……") });
  try {
    const made = kind === "PHOTO" ? await photo(file) : await paper(file);
    await keep(app, visit, kind, made, when, await where);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    app.frame({ title: NAMES[kind], back: `#/v/${visit.id}`, main: h("p.warning.bad", { role: "alert" }, error.message) });
  }
}

async function keep(app, visit, kind, made, when, place) {
  const upload = newId();
  const capture = { visit: visit.id, upload, kind, when, position: place, sha256: made.sha256, original_sha256: made.original_sha256, size: made.bytes.byteLength };
  try {
    await app.store.addFile(upload, made.bytes, `c${upload}`, capture);
  } catch (error) {
    if (!(error instanceof Full)) throw error;
    app.saved(upload, error);
    const again = async () => { await app.saved(upload); await keep(app, visit, kind, made, when, place); };
    return app.frame({
      title: NAMES[kind], back: `#/v/${visit.id}`, thumb: [press("再存一次", again)],
      main: h("p.warning.bad", { role: "alert" }, "本机存储已满，这份取证还没有存下，只在内存里。请不要离开本页；清理手机空间后按“再存一次”。"),
    });
  }
  await app.saved(upload);
  app.book.captures.set(upload, capture);
  return app.go(`#/v/${visit.id}/e/${upload}`);
}

export async function evidence(app, visitId, what) {
  const visit = app.book.visit(Number(visitId));
  if (!visit) return app.go("#/");
  if (what === "AUDIO" || what === "VIDEO") return recorder(app, visit, what);
  const capture = app.book.captures.get(what) ?? (WORDS_ONLY.has(what) && { visit: visit.id, upload: newId(), kind: what, when: now(), sha256: "" });
  return capture ? naming(app, visit, capture) : app.go(`#/v/${visit.id}`);
}

async function naming(app, visit, capture) {
  const words = WORDS_ONLY.has(capture.kind);
  const number = visit.evidence.filter((one) => one.kind === capture.kind).length + app.queue.of(visit.id).filter((row) => row.kind === "EVIDENCE").length + 1;
  const title = h("input", { value: capture.title ?? `${NAMES[capture.kind]} ${number}`, maxlength: 200 });
  const place = h("input", { value: capture.place ?? (words ? "" : visit.object.address), maxlength: 200 });
  const note = h("textarea", { rows: words ? 5 : 3, value: capture.note ?? "" });
  const noted = field(words ? "经过" : "说明", note, { id: "note", help: HELP[capture.kind] });
  const draft = () => app.book.keepCapture({ ...capture, title: title.value, place: place.value, note: note.value }).then(() => app.saved(capture.upload), (error) => app.saved(capture.upload, error));
  for (const one of [title, place, note]) one.addEventListener("input", draft);
  const handIn = async () => {
    const line = noted.querySelector(".fault");
    line.hidden = !words || Boolean(note.value.trim());
    line.textContent = "请写明情况：时间、方式、对方和答复。";
    if (!line.hidden) return note.focus();
    await app.book.handInCapture(capture, { title: title.value.trim() || NAMES[capture.kind], place: place.value.trim(), note: note.value.trim() });
    return app.go(`#/v/${visit.id}`);
  };
  return {
    title: NAMES[capture.kind], back: `#/v/${visit.id}`,
    main: h("div", {}, await preview(app, capture), proof(capture), field("名称", title, { id: "evidence-title" }), !words && field("地点", place, { id: "place", help: "证明“无法联系”的照片须写明地点。" }), noted),
    thumb: [capture.sha256 && press("不要这份", async () => { await app.book.dropCapture(capture.upload); app.go(`#/v/${visit.id}`); }, "plain"), press("存入并送达", handIn)],
  };
}

function proof(capture) {
  if (!capture.sha256) return null;
  return h("p.saved", {}, chip("here"), ` ${moment(capture.when.device_at)}取证，已在本机加密保存。校验值 ${capture.sha256.slice(0, 16)}…`,
    h("span.soft", {}, capture.position ? ` 位置 ${capture.position}` : " 没有取到位置，请写明地点。"));
}

async function preview(app, capture) {
  if (!capture.sha256) return null;
  const address = URL.createObjectURL(await app.store.file(capture.upload));
  if (capture.kind === "PHOTO") return h("img.preview", { src: address, alt: "刚拍的照片", onload: () => URL.revokeObjectURL(address) });
  if (capture.kind === "AUDIO") return h("audio.preview", { src: address, controls: true });
  if (capture.kind === "VIDEO") return h("video.preview", { src: address, controls: true, playsinline: true });
  return null;
}

// 录音、录像: kept every two seconds while they run; one that was cut off is still here afterwards.
async function recorder(app, visit, kind) {
  const words = kind === "VIDEO" ? "录像" : "录音";
  const tool = kind === "VIDEO" ? "摄像头和麦克风" : "麦克风";
  const status = h("p.saved", { role: "status" }, `按“开始${words}”，再按“停下”。${words}中手机断电，已录的部分仍在。`);
  const left = [...app.book.captures.values()].find((one) => one.visit === visit.id && one.kind === kind && !one.sha256);
  const window = kind === "VIDEO" && h("video.preview", { muted: true, playsinline: true, hidden: true, "aria-label": "取景" });
  const button = press(`开始${words}`, () => (app.recording ? stop() : start()));
  let ticking = 0;
  async function start() {
    const capture = { visit: visit.id, upload: newId(), kind, when: now(), position: "", sha256: "" };
    const onpiece = (number, bytes) => app.store.addPiece(capture.upload, number, bytes).then(() => app.saved(capture.upload), (error) => app.saved(capture.upload, error));
    try {
      app.recording = await Recording.start(kind, { onpiece, onfull: stop });
    } catch {
      return fill(status, `没有拿到${tool}。请在系统设置里允许本应用使用${tool}。`);
    }
    await app.book.keepCapture(capture);
    app.recording.capture = capture;
    if (window) {
      Object.assign(window, { srcObject: app.recording.stream, hidden: false });
      window.play();
    }
    fill(button, "停下");
    ticking = setInterval(() => fill(status, chip("here"), ` 正在${words} ${Math.round((Date.now() - app.recording.began) / 1000)} 秒，边录边存`), 1000);
    return undefined;
  }
  async function stop() {
    const { recording } = app;
    if (!recording) return;
    clearInterval(ticking);
    app.recording = null;
    await recording.stop();
    await finish(app, visit, { ...recording.capture, position: await position() });
  }
  return {
    title: words, back: `#/v/${visit.id}`, thumb: [button],
    main: h("div", {}, window, status, kind === "VIDEO" && h("p.soft", {}, "一段约两分钟，录满自动停下；接着录请再按一次。"), left && press(`保留 ${clockTime(left.when.device_at)} 中断的${words}`, () => finish(app, visit, left), "plain")),
    leave: () => app.recording && stop(),
  };
}

async function finish(app, visit, capture) {
  const bytes = await (await app.store.file(capture.upload)).arrayBuffer();
  const made = await whole(bytes);
  const done = { ...capture, sha256: made.sha256, original_sha256: made.original_sha256, size: bytes.byteLength };
  await app.book.keepCapture(done);
  app.go(`#/v/${visit.id}/e/${done.upload}`);
}
