// 手写签名: a pad for finger, pen or mouse; what is drawn goes into the form's hidden field as a PNG.
// Without script the pad stays hidden and the typed name alone is the signature.

const pad = document.querySelector("[data-signature]");
const canvas = pad.querySelector("canvas");
const field = document.getElementById(pad.dataset.signature);
const hint = pad.querySelector("[data-signature-state]");
const pen = canvas.getContext("2d");
let drawing = false;
let drawn = false;

function clear() {
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  drawn = false;
  field.value = "";
  hint.textContent = "还没有手写签名";
}

function place(event) {
  const box = canvas.getBoundingClientRect();
  return [
    ((event.clientX - box.left) / box.width) * canvas.width,
    ((event.clientY - box.top) / box.height) * canvas.height,
  ];
}

canvas.addEventListener("pointerdown", (event) => {
  drawing = true;
  canvas.setPointerCapture(event.pointerId);
  pen.beginPath();
  pen.moveTo(...place(event));
  event.preventDefault();
});

canvas.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  pen.lineTo(...place(event));
  pen.stroke();
  drawn = true;
});

function lift() {
  if (drawing && drawn) {
    field.value = canvas.toDataURL("image/png");
    hint.textContent = "已手写签名";
  }
  drawing = false;
}

canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
pad.querySelector("[data-signature-clear]").addEventListener("click", clear);

pen.lineWidth = 4;
pen.lineCap = "round";
pen.lineJoin = "round";
pen.strokeStyle = "#1f2933";
clear();
pad.hidden = false;
