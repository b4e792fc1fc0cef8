// The search page. It needs a form #search-form with an input named q, a list or block #search-results, a status line
// #search-status (aria-live), and is loaded from {root}theme/js/, so that ../../ is the root of the site.
//
// Classes to style: search-results (list), search-result, search-result__title, __meta (holds __kind, __state, __number,
// __agency, __date), __passage (holds __field), search-hints, search-problem, search-pages (with a and span), mark.
// The current state is in the address: ?q=…&page=…
import { Index, getJson } from "./bundles.js";
import { brokenItem, element, link, resultItem } from "./results.js";
import { isSingleCharacter, parts } from "./tokens.js";

const PER_PAGE = 10;
const LONGEST = 120;
const HINTS = [
  "检查有没有错字，或少写几个字：公司名称可以只写中间的几个字；",
  "用空格隔开的几个词须同时出现，可以去掉一个再试；",
  "文号可以只写年份和序号，如 〔2026〕12号；统一社会信用代码可以只写前几位（不少于 6 位）；",
  "已撤回、公示期满或者完成信用修复的决定不再公示，查询不到。",
];

const root = new URL("../../", import.meta.url);
const index = new Index(new URL("search/index/", root));
const form = document.getElementById("search-form");
const input = form.elements.namedItem("q");
const results = document.getElementById("search-results");
const status = document.getElementById("search-status");
const siteTitle = document.title;

let current = 0;
let last = { query: "", answer: null };

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(input.value.trim(), 1);
});
addEventListener("popstate", () => show());
show();

function go(query, page) {
  const address = addressOf(query, page);
  if (address !== location.search) history.pushState(null, "", address || location.pathname);
  return show();
}

function addressOf(query, page) {
  const state = new URLSearchParams();
  if (query) state.set("q", query);
  if (page > 1) state.set("page", page);
  return query ? `?${state}` : "";
}

/** Shows what the address asks for. An answer that comes after a newer question is dropped. */
async function show() {
  const turn = ++current;
  const state = new URLSearchParams(location.search);
  const query = (state.get("q") ?? "").trim();
  input.value = query;
  document.title = query ? `${query} - ${siteTitle}` : siteTitle;
  const runs = parts(query);
  const refusal = refuse(query, runs);
  if (refusal !== null) return say(refusal);
  say("正在查询……");
  results.setAttribute("aria-busy", "true");
  try {
    const content = await answerTo(query, runs, Number.parseInt(state.get("page"), 10) || 1);
    if (turn === current) say(content.message, ...content.nodes);
  } catch (error) {
    console.error(error);
    if (turn === current) say("查询暂时不能使用，请稍后再试，或者从各机关的栏目里查找。");
  }
}

/** Why a query is not looked up: a sentence, or null. */
function refuse(query, runs) {
  if (!query) return "";
  if (!runs.length) return "请输入汉字、字母或数字。";
  const single = runs.find(isSingleCharacter);
  if (single) return `“${single[0]}”只有一个字，请写出两个字以上。`;
  if (runs.flat().length > LONGEST) return `查询内容太长，请缩短到 ${LONGEST} 个字以内。`;
  return null;
}

async function answerTo(query, runs, wanted) {
  const { fields } = await index.listing();
  if (last.query !== query || last.answer.failed.length) last = { query, answer: await index.find(runs) };
  const { hits, failed } = last.answer;
  const pages = Math.max(1, Math.ceil(hits.length / PER_PAGE));
  const page = Math.min(Math.max(1, wanted), pages);
  const nodes = [];
  if (failed.length) nodes.push(problem(failed));
  if (hits.length) {
    const list = element("ol", "search-results");
    list.start = (page - 1) * PER_PAGE + 1;
    list.append(...(await items(hits.slice((page - 1) * PER_PAGE, page * PER_PAGE), fields, runs)));
    nodes.push(list);
    if (pages > 1) nodes.push(pageLinks(query, page, pages));
  } else {
    nodes.push(element("ul", "search-hints", ...HINTS.map((hint) => element("li", "", hint))));
  }
  return { message: summary(query, hits.length, page, pages, failed), nodes };
}

function summary(query, count, page, pages, failed) {
  const part = failed.length ? "（部分日期未能查询）" : "";
  if (!count) return `没有找到“${query}”${part}。`;
  return `找到 ${count} 条${part}${pages > 1 ? `，第 ${page} 页，共 ${pages} 页` : ""}，按公示日期从新到旧排列。`;
}

function problem(failed) {
  const spans = failed.map(({ first, last }) => (first === last ? day(first) : `${day(first)}至${day(last)}`));
  const text = `${spans.join("、")}公示的决定的索引未能载入，下面的结果不含这些日期；再查询一次可重试。`;
  return element("p", "search-problem", text);
}

function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

function items(hits, fields, runs) {
  return Promise.all(
    hits.map(async (hit) => {
      const id = await hit.id();
      const href = new URL(`${id}/`, root);
      try {
        const record = await getJson(new URL(`api/v1/records/${id}.json`, root));
        return resultItem(record, fields[record.kind] ?? {}, runs, href);
      } catch (error) {
        console.error(error);
        return brokenItem(id, href);
      }
    }),
  );
}

function pageLinks(query, page, pages) {
  const nav = element("nav", "search-pages");
  nav.setAttribute("aria-label", "结果分页");
  if (page > 1) nav.append(pageLink(query, page - 1, "上一页", "prev"));
  nav.append(element("span", "", `第 ${page} 页，共 ${pages} 页`));
  if (page < pages) nav.append(pageLink(query, page + 1, "下一页", "next"));
  return nav;
}

function pageLink(query, page, text, rel) {
  const node = link(addressOf(query, page), "", text);
  node.rel = rel;
  node.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await go(query, page);
    results.querySelector("a")?.focus();
    status.scrollIntoView({ block: "start" });
  });
  return node;
}

function say(message, ...nodes) {
  status.textContent = message;
  results.replaceChildren(...nodes);
  results.removeAttribute("aria-busy");
}
