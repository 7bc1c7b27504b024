// A signature drawn with a finger: strokes as an SVG path in a hidden field.
for (const box of document.querySelectorAll("[data-sign]")) {
  const field = document.getElementById(box.dataset.sign);
  const pad = box.querySelector("svg");
  const line = pad.querySelector("path");
  const put = (path) => { field.value = path; line.setAttribute("d", path); };
  const at = (event) => {
    const r = pad.getBoundingClientRect();
    const x = Math.max(0, Math.min(300, (event.clientX - r.left) * 300 / r.width));
    const y = Math.max(0, Math.min(120, (event.clientY - r.top) * 120 / r.height));
    return `${x.toFixed(0)} ${y.toFixed(0)}`;
  };
  let drawing = false;
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    put(`${field.value}M${at(event)}`);
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => { if (drawing && field.value.length < 19000) put(`${field.value}L${at(event)}`); });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { drawing = false; });
  box.querySelector("button").addEventListener("click", () => put(""));
}
