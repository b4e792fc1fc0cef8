// What stands above, around and below the results: how many, in what order, on how many pages, what is missing.
import { PER_PAGE } from "./answer.js";
import { stateLink } from "./facets.js";
import { dayText, element } from "./results.js";
import { isFiltered, SORTS } from "./state.js";

/** How many pages a number of results fills. */
export function pagesOf(count) {
  return Math.max(1, Math.ceil(count / PER_PAGE));
}

/** The sentence that says how many there are. pages: null where nobody knows yet how many there are. */
export function summary(state, count, page, pages, { failed, isExact }) {
  const part = failed.length ? "（部分日期未能查询）" : "";
  const where = isFiltered(state) ? "符合筛选的" : "";
  if (!count) return `没有找到${where}“${state.query}”${part}。`;
  const many = `${count.toLocaleString("zh-CN")} 条${pages ? "" : "以上"}`;
  const at = pages === 1 ? "" : `，第 ${page} 页${pages ? `，共 ${pages.toLocaleString("zh-CN")} 页` : "，较新的在前"}`;
  return `找到${where} ${many}${isExact ? "完全相符的决定" : ""}${part}${at}。`;
}

/** Which days could not be searched. */
export function problem(bundles, state, go) {
  const spans = bundles.map(({ first, last: until }) => (first === until ? dayText(first) : `${dayText(first)}至${dayText(until)}`));
  const text = `${spans.join("、")}公示的决定的索引未能载入，下面的结果不含这些日期。`;
  return element("p", "search-problem", text, again(state, go));
}

/** Results, numbered on from those of the pages before. */
export function listOf(items, page) {
  const list = element("ol", "search-results", ...items);
  list.start = (page - 1) * PER_PAGE + 1;
  return list;
}

/** A button that asks once more. */
export function again(state, go) {
  const button = element("button", "search-again", "再查一次");
  button.type = "button";
  button.addEventListener("click", () => go(state));
  return button;
}

/** Links to the same results in another order. */
export function sorting(state, go) {
  const links = Object.entries(SORTS).map(([sort, name]) => {
    const node = stateLink({ ...state, sort, page: 1 }, "", go, name);
    if (sort === state.sort) node.setAttribute("aria-current", "true");
    return node;
  });
  const nav = element("nav", "search-sorts", element("span", "", "排序"), ...links);
  nav.setAttribute("aria-label", "排序");
  return nav;
}

/** Links to the page before and behind. */
export function pageLinks(state, page, pages, go) {
  const nav = element("nav", "search-pages");
  nav.setAttribute("aria-label", "结果分页");
  const to = (number, text) => stateLink({ ...state, page: number }, "", go, text);
  if (page > 1) nav.append(to(page - 1, "上一页"));
  nav.append(element("span", "", `第 ${page} 页${pages ? `，共 ${pages.toLocaleString("zh-CN")} 页` : ""}`));
  if (!pages || page < pages) nav.append(to(page + 1, "下一页"));
  return nav;
}
