// Search results as elements. Texts of records only ever become text nodes.
import { textOf } from "./reader.js";
import { spans } from "./tokens.js";

const BEFORE = 24;
const AFTER = 72;
const PASSAGES = 3;
const BADGES = { 有效: "valid", 已更正: "changed", 公示期满: "ended", 信用修复: "ended" };

/** An element with a class and children (strings become text nodes). */
export function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** A link; `children` as in element(). */
export function link(href, className, ...children) {
  const node = element("a", className, ...children);
  node.href = href;
  return node;
}

/** One result: `record` is the record's API file, `fields` the names of its fields by role, `runs` the query's parts. */
export function resultItem(record, fields, runs, href, exact = false) {
  const { data } = record;
  const number = textOf(data[fields.number]);
  const amount = data[fields.amount];
  const title = textOf(data[fields.party]) || `${record.kind}（${record.state}）`;
  const agency = record.agency?.name ?? "";
  const head = element("h2", "search-result__title", link(href, "", ...marked(title, runs)));
  const meta = element(
    "p",
    "search-result__meta",
    ...(exact ? [element("span", "search-result__exact tag", "完全相符")] : []),
    element("span", "search-result__kind tag", record.kind),
    element("span", `search-result__state badge ${BADGES[record.state] ?? "gone"}`, record.state),
    ...(number ? [element("span", "search-result__number", ...marked(number, runs))] : []),
    ...(agency ? [element("span", "search-result__agency", ...marked(agency, runs))] : []),
    ...(amount ? [element("span", "search-result__amount", `${fields.amount} ${amount.toLocaleString("zh-CN")} 元`)] : []),
    dateOf(record),
  );
  const shown = [title, number, agency];
  const open = runs.filter((run) => !shown.some((text) => spans(text, run).length));
  return element("li", "search-result", head, meta, ...passages(data, fields, open, runs));
}

/** A result whose API file could not be loaded: still a link to its page. */
export function brokenItem(id, href) {
  const note = element("p", "search-result__meta", "内容未能载入，可直接打开页面查看");
  return element("li", "search-result", element("h2", "search-result__title", link(href, "", id)), note);
}

function dateOf(record) {
  const node = element("time", "search-result__date", `${dayText(record.published)}公示`);
  node.dateTime = record.published;
  return node;
}

/** 2026-03-02 as 2026年3月2日. */
export function dayText(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** For each part not yet shown, the passage where it stands; without any, the beginning of the facts. */
function passages(data, fields, open, runs) {
  const found = new Map();
  for (const run of open.slice(0, PASSAGES)) {
    for (const [name, value] of Object.entries(data)) {
      const text = textOf(value);
      const [first] = spans(text, run);
      if (!first) continue;
      if (!found.has(name)) found.set(name, cut(text, first));
      break;
    }
  }
  if (!found.size) {
    const name = [fields.facts, fields.conclusion].find((field) => textOf(data[field]));
    if (name) found.set(name, cut(textOf(data[name]), [0, 0]));
  }
  return [...found].map(([name, text]) =>
    element("p", "search-result__passage", element("span", "search-result__field", name), "：", ...marked(text, runs)),
  );
}

function cut(text, [start, end]) {
  const from = boundary(text, Math.max(0, start - BEFORE));
  const to = boundary(text, Math.min(text.length, end + AFTER));
  return (from > 0 ? "…" : "") + text.slice(from, to).replace(/\s+/g, " ") + (to < text.length ? "…" : "");
}

// Never between the halves of a character beyond the basic plane.
function boundary(text, at) {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

function marked(text, runs) {
  const nodes = [];
  let at = 0;
  for (const [start, end] of merged(runs.flatMap((run) => spans(text, run)))) {
    nodes.push(text.slice(at, start), element("mark", "", text.slice(start, end)));
    at = end;
  }
  nodes.push(text.slice(at));
  return nodes;
}

function merged(ranges) {
  const result = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
