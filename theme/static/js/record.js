// What a decision's page can do with a script: copy the citation, print, and draw the QR code of its permanent address.
import { matrix } from "./qr.js";

const SVG = "http://www.w3.org/2000/svg";
const BORDER = 2;

const citation = document.getElementById("citation");
const box = document.getElementById("cite");

function button(text, act) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "action";
  node.textContent = text;
  node.addEventListener("click", () => act(node));
  return node;
}

async function copy(node) {
  try {
    await navigator.clipboard.writeText(citation.textContent.trim());
    node.textContent = "已复制";
  } catch {
    // A page that was not asked for safely may not write: what is to be copied is selected instead.
    getSelection().selectAllChildren(citation);
    node.textContent = "已选中，请按 Ctrl+C";
  }
}

function drawing(rows) {
  const size = rows.length + 2 * BORDER;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "二维码，通向本页的永久网址");
  const path = document.createElementNS(SVG, "path");
  const dark = rows.flatMap((row, y) => [...row].map((on, x) => (on ? `M${x + BORDER} ${y + BORDER}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}

if (box && citation) {
  const tools = document.createElement("p");
  tools.append(button("复制引用", copy), " ", button("打印", () => print()));
  const frame = document.createElement("div");
  frame.className = "qr";
  const rows = matrix((document.querySelector("link[rel=canonical]") ?? box.querySelector(".permanent")).href);
  if (rows) frame.append(drawing(rows));
  citation.after(tools, ...(rows ? [frame] : []));
}
