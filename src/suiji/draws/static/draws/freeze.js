// Only the fields of the chosen public source are shown; without script all of them are, each saying when it counts.
"use strict";
(() => {
  const choices = [...document.querySelectorAll("[name=kind]")];
  const parts = [...document.querySelectorAll("[data-when]")];
  const show = () => {
    const chosen = choices.find((choice) => choice.checked)?.value;
    for (const part of parts) part.hidden = !part.dataset.when.split(" ").includes(chosen);
  };
  for (const choice of choices) choice.addEventListener("change", show);
  show();
})();
