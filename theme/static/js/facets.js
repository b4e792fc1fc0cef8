// The filters beside the results: what can be chosen, with counts, and what was chosen, removable.
import { DIMENSIONS } from "./answer.js";
import { element, link } from "./results.js";
import { addressOf, isFiltered, toggled, unfiltered } from "./state.js";

const NAMES = {
  agency: "执法机关",
  level: "层级",
  region: "地区",
  kind: "执法类别",
  year: "公示年份",
  class: "处罚种类",
  state: "状态",
  origin: "数据来源",
};
const LEVELS = ["国家", "省", "市", "县", "乡"];
const SHOWN = 8;

/**
 * The panel. counts: by dimension a Map of hits by value, or null while they are not known; choices: of the index;
 * go: called with the state that a choice leads to.
 */
export function panel(state, counts, choices, go) {
  const groups = DIMENSIONS.map((dimension) => group(dimension, state, counts, choices, go)).filter(Boolean);
  const note = counts ? [] : [element("p", "about", "件数是本站全部决定的，不限于这次的结果。")];
  return element("div", "search-filters__groups", ...note, ...groups);
}

function group(dimension, state, counts, choices, go) {
  const chosen = state.filters[dimension];
  const known = counts?.[dimension] ?? totalsOf(dimension, choices);
  const values = ordered(dimension, [...new Set([...chosen, ...known.keys()])], known);
  // One value alone divides nothing.
  if (values.length < 2 && !chosen.length) return null;
  const boxes = values.map((value) => box(dimension, value, known.get(value) ?? 0, state, choices, go));
  const rest = boxes.slice(SHOWN).filter((_, i) => !chosen.includes(values[SHOWN + i]));
  for (const one of rest) one.hidden = true;
  const set = element("fieldset", "search-filter", element("legend", "", NAMES[dimension]), ...boxes);
  if (rest.length) set.append(more(rest));
  return set;
}

function box(dimension, value, count, state, choices, go) {
  const input = element("input", "");
  input.type = "checkbox";
  input.name = dimension;
  input.value = value;
  input.checked = state.filters[dimension].includes(value);
  input.addEventListener("change", () => go(toggled(state, dimension, value)));
  const number = element("span", "search-filter__count", count.toLocaleString("zh-CN"));
  return element("label", "", input, element("span", "", nameOf(dimension, value, choices)), number);
}

function more(rest) {
  const button = element("button", "search-filter__more", `其余 ${rest.length} 项`);
  button.type = "button";
  button.addEventListener("click", () => {
    for (const one of rest) one.hidden = false;
    rest[0].querySelector("input").focus();
    button.remove();
  });
  return button;
}

/** The filters in force, each a link to the search without it; null where there are none. */
export function chips(state, choices, go) {
  if (!isFiltered(state)) return null;
  const items = Object.entries(state.filters).flatMap(([dimension, values]) =>
    values.map((value) => {
      const text = `${NAMES[dimension]}：${nameOf(dimension, value, choices)}`;
      return chip(text, `去掉筛选“${text}”`, toggled(state, dimension, value), go);
    }),
  );
  if (items.length > 1) items.push(chip("全部清除", "去掉全部筛选", unfiltered(state), go));
  return element("ul", "search-chips", ...items.map((item) => element("li", "", item)));
}

function chip(text, label, state, go) {
  const node = stateLink(state, "search-chip", go, text, element("span", "search-chip__cross", " ×"));
  node.setAttribute("aria-label", label);
  return node;
}

/** A link to another state of the search: an ordinary address, followed without leaving the page. */
export function stateLink(state, className, go, ...children) {
  const node = link(addressOf(state) || "./", className, ...children);
  node.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(state, node);
  });
  return node;
}

/** What a value is called. */
function nameOf(dimension, value, choices) {
  if (dimension === "agency") return choices?.agencies[value]?.name ?? value;
  return dimension === "year" ? `${value}年` : value;
}

function totalsOf(dimension, choices) {
  if (dimension in choices.totals) return new Map(Object.entries(choices.totals[dimension]).filter(([value]) => value));
  const totals = new Map();
  for (const [id, agency] of Object.entries(choices.agencies)) {
    const value = dimension === "agency" ? id : agency[dimension];
    if (value) totals.set(value, (totals.get(value) ?? 0) + agency.count);
  }
  return totals;
}

function ordered(dimension, values, known) {
  if (dimension === "year") return values.sort().reverse();
  if (dimension === "level") return values.sort((a, b) => LEVELS.indexOf(a) - LEVELS.indexOf(b));
  return values.sort((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0));
}
