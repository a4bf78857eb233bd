// 取证: what the camera or the microphone gives is hashed as it comes, made smaller on the phone, and hashed again.

import { sha256 } from "./wording.js";

const LONGEST = 2048;
const QUALITY = 0.82;
const LIMIT = 10 * 1024 * 1024;
const PATIENCE = 8000;

export class Unfit extends Error {}

// A photo of any size becomes a JPEG of at most 2048 pixels; both hashes are kept.
export async function photo(file) {
  const original = await sha256(await file.arrayBuffer());
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Unfit("这个文件不是手机能打开的照片，请重新拍。");
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  canvas.width = 0;
  return whole(await small.arrayBuffer(), original);
}

// Other files go as they are: what compresses them is not ours.
export async function paper(file) {
  const bytes = await file.arrayBuffer();
  return whole(bytes, await sha256(bytes));
}

export async function whole(bytes, original) {
  if (bytes.byteLength > LIMIT) throw new Unfit("文件不能超过 10 MB，请分段录或压缩后再选。");
  const sha = await sha256(bytes);
  return { bytes, sha256: sha, original_sha256: original ?? sha };
}

// Where it was taken, as far as the phone knows and may say; empty within a few seconds otherwise.
export function position() {
  return new Promise((done) => {
    if (!navigator.geolocation) return done("");
    const late = setTimeout(() => done(""), PATIENCE);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late);
        done(`${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)} ±${Math.round(coords.accuracy)} m`);
      },
      () => { clearTimeout(late); done(""); },
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60000 },
    );
  });
}

// 录音、录像: kept piece by piece while it runs, so that a phone that dies keeps what was said and seen. It ends by
// itself before it outgrows what the house takes as one file.
const WAYS = {
  AUDIO: { wanted: { audio: true }, formats: ["audio/webm;codecs=opus", "audio/mp4"], rates: { audioBitsPerSecond: 32000 } },
  VIDEO: {
    wanted: { audio: true, video: { facingMode: "environment", width: { ideal: 854 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 24 } } },
    formats: ["video/webm;codecs=vp8,opus", "video/mp4", "video/webm"], rates: { audioBitsPerSecond: 32000, videoBitsPerSecond: 600000 },
  },
};
const NEARLY = LIMIT - 512 * 1024;

export class Recording {
  static async start(kind, { onpiece, onfull }) {
    const { wanted, formats, rates } = WAYS[kind];
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    const format = formats.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, { mimeType: format, ...rates });
    const found = new Recording();
    Object.assign(found, { stream, recorder, began: Date.now(), writing: Promise.resolve(), number: 0, size: 0 });
    recorder.ondataavailable = ({ data }) => {
      if (!data.size) return;
      const number = found.number++;
      found.size += data.size;
      found.writing = found.writing.then(async () => onpiece(number, await data.arrayBuffer()));
      if (found.size > NEARLY && recorder.state === "recording") onfull();
    };
    recorder.start(2000);
    return found;
  }

  async stop() {
    if (this.recorder.state !== "inactive") {
      const ended = new Promise((done) => { this.recorder.onstop = done; });
      this.recorder.stop();
      await ended;
    }
    this.stream.getTracks().forEach((track) => track.stop());
    await this.writing;
  }
}
