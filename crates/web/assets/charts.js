// Charts can be read and used without this. It tells an interval's figures at once, by mouse and by the arrow
// keys; makes a range by dragging over it; and saves a chart as SVG or PNG.
"use strict";

const DRAGGED = 8;

for (const drawing of document.querySelectorAll(".drawing")) {
  const targets = [...drawing.querySelectorAll(".targets a")];
  if (targets.length === 0) continue;
  const tip = drawing.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "status");
  const range = drawing.appendChild(document.createElement("div"));
  range.className = "chosen-range";
  range.hidden = true;
  // What the browser would say later is said at once.
  const words = targets.map((target) => {
    const title = target.querySelector("title");
    const text = title.textContent;
    title.remove();
    return text;
  });
  let at = -1;
  let begun = null;

  const place = (x) => {
    const box = drawing.getBoundingClientRect();
    const index = Math.floor(((x - box.left) / box.width) * targets.length);
    return Math.max(0, Math.min(targets.length - 1, index));
  };
  const show = (index) => {
    if (at >= 0) targets[at].classList.remove("at");
    at = index;
    tip.hidden = index < 0;
    if (index < 0) return;
    targets[index].classList.add("at");
    tip.textContent = words[index];
    const middle = ((index + 0.5) / targets.length) * drawing.clientWidth;
    const most = Math.max(0, drawing.clientWidth - tip.offsetWidth);
    tip.style.left = `${Math.max(0, Math.min(most, middle - tip.offsetWidth / 2))}px`;
  };
  const zoom = (one, other) => {
    const [first, last] = one < other ? [one, other] : [other, one];
    const address = new URL(location.href);
    for (const name of ["range", "interval", "rows"]) address.searchParams.delete(name);
    address.searchParams.set("first", targets[first].dataset.day);
    address.searchParams.set("last", targets[last].dataset.lastDay ?? targets[last].dataset.day);
    location.assign(address);
  };

  drawing.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    show(place(event.clientX));
    if (begun === null || Math.abs(event.clientX - begun) < DRAGGED) return;
    const box = drawing.getBoundingClientRect();
    const [left, right] = [begun, event.clientX].sort((one, other) => one - other);
    range.hidden = false;
    range.style.left = `${Math.max(0, left - box.left)}px`;
    range.style.width = `${Math.min(right, box.right) - Math.max(left, box.left)}px`;
  });
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    begun = event.clientX;
  });
  addEventListener("pointerup", (event) => {
    const from = begun;
    begun = null;
    range.hidden = true;
    if (from === null || Math.abs(event.clientX - from) < DRAGGED) return;
    // The click that ends it leads nowhere.
    drawing.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    setTimeout(() => zoom(place(from), place(event.clientX)));
  });
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointerleave", () => show(-1));

  drawing.tabIndex = 0;
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-labelledby", drawing.querySelector(".plot title").id);
  drawing.addEventListener("keydown", (event) => {
    const last = targets.length - 1;
    const steps = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
    if (event.key === "Enter" && at >= 0) location.assign(targets[at].href.baseVal);
    else if (event.key === "Escape") show(-1);
    else if (event.key in steps) show(at < 0 && event.key === "ArrowLeft" ? last : Math.max(0, Math.min(last, steps[event.key])));
    else return;
    event.preventDefault();
  });
  drawing.addEventListener("blur", () => show(-1));
}

// A drawing takes its colours from the style sheet, which a file does not have: each part gets its own.
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linejoin", "vector-effect", "font-family", "font-size", "text-anchor"];

function dressed(svg) {
  const copy = svg.cloneNode(true);
  const parts = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((part, index) => {
    const look = getComputedStyle(part);
    for (const name of LOOKS) {
      const value = look.getPropertyValue(name);
      if (value && !value.startsWith("url")) parts[index].setAttribute(name, value);
    }
  });
  copy.removeAttribute("class");
  return copy;
}

function whole(chart) {
  const values = chart.querySelector(".values");
  const plot = chart.querySelector(".plot");
  const [left, right] = [values.getBoundingClientRect(), plot.getBoundingClientRect()];
  const [width, height] = [left.width + right.width, Math.max(left.height, right.height)];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const [name, value] of [["width", width], ["height", height], ["viewBox", `0 0 ${width} ${height}`]]) svg.setAttribute(name, value);
  const ground = svg.appendChild(document.createElementNS(svg.namespaceURI, "rect"));
  for (const [name, value] of [["width", width], ["height", height], ["fill", getComputedStyle(chart.closest(".card")).backgroundColor]]) ground.setAttribute(name, value);
  for (const [part, x, box] of [[values, 0, left], [plot, left.width, right]]) {
    const copy = dressed(part);
    for (const [name, value] of [["x", x], ["width", box.width], ["height", box.height]]) copy.setAttribute(name, value);
    svg.appendChild(copy);
  }
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

function keep(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

for (const button of document.querySelectorAll("[data-save]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const chart = button.closest(".card").querySelector(".chart");
    const { text, width, height } = whole(chart);
    const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    const name = document.querySelector("h1").textContent.trim();
    if (button.dataset.save === "svg") return keep(address, `${name}.svg`);
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width * 2, height * 2];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      keep(canvas.toDataURL("image/png"), `${name}.png`);
    };
    image.src = address;
  });
}
