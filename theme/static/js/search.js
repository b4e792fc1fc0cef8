// The search page: what the address asks for is looked up and shown. Needs the elements of theme/templates/search.html.
//
// The state is in the address (state.js). `go=1`, which the search boxes of all pages send, means that somebody has just
// asked: then a number or code that one record alone bears leads straight to that record, and back leads to the results.
import { Answer, PER_PAGE } from "./answer.js";
import { chips, panel } from "./facets.js";
import { helpWith } from "./help.js";
import { Index } from "./index.js";
import { keyOf, lookUp } from "./lookup.js";
import { brokenItem, resultItem } from "./results.js";
import { addressOf, isFiltered, stateFrom } from "./state.js";
import { isSingleCharacter, parts } from "./tokens.js";
import { again, listOf, pageLinks, pagesOf, problem, sorting, summary } from "./view.js";

const LONGEST = 120;

const root = new URL("../../", import.meta.url);
const index = new Index(new URL("search/index/", root));
const form = document.getElementById("search-form");
const input = form.elements.namedItem("q");
const status = document.getElementById("search-status");
const tools = document.getElementById("search-tools");
const filters = document.getElementById("search-filters");
const results = document.getElementById("search-results");
const browse = document.getElementById("search-browse");
const siteTitle = document.title;

let current = 0;
let last = { key: "", answer: null };

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = input.value.trim();
  // A new question is asked of everything: filters that fitted the last one would only hide what is there.
  const state = query === stateFrom(location.search).query ? { ...stateFrom(location.search), page: 1 } : stateFrom("");
  go({ ...state, query }, null, true);
});
addEventListener("popstate", () => show());

const arrived = new URLSearchParams(location.search);
const asked = arrived.has("go") && performance.getEntriesByType("navigation")[0]?.type !== "back_forward";
if (arrived.has("go")) history.replaceState(null, "", addressOf(stateFrom(location.search)) || location.pathname);
show(asked);

/** Shows a state of the search and puts it into the address. from: the link that was followed, if any. */
async function go(state, from = null, isAsked = false) {
  const address = addressOf(state);
  if (address !== location.search) history.pushState(null, "", address || location.pathname);
  const isPaging = from?.closest(".search-pages");
  await show(isAsked);
  if (!isPaging) return;
  status.scrollIntoView({ block: "start" });
  results.querySelector(".search-result__title a")?.focus({ preventScroll: true });
}

/** Shows what the address asks for. An answer that comes after a newer question is dropped. */
async function show(isAsked = false) {
  const turn = ++current;
  const isCurrent = () => turn === current;
  const state = stateFrom(location.search);
  const { query } = state;
  input.value = query;
  document.title = query ? `${query} - ${siteTitle}` : siteTitle;
  const asks = parts(query);
  const refusal = refuse(query, asks);
  if (refusal !== null) return blank(refusal);
  status.textContent = "正在查询……";
  results.setAttribute("aria-busy", "true");
  browse.hidden = true;
  const exact = direct(query, asks, isAsked, isCurrent).catch((error) => {
    console.error(error);
    return { items: [] };
  });
  try {
    const answer = await answerTo(state, asks);
    if (isAsked && (await exact).left) return;
    if (isCurrent()) await render(state, asks, answer, exact, isCurrent);
  } catch (error) {
    console.error(error);
    const { left, items } = await exact;
    if (isCurrent() && !left) failed(state, items);
  }
}

/** Why a query is not looked up: a sentence, or null. */
function refuse(query, asks) {
  if (!query) return "";
  if (!asks.length) return "请输入汉字、字母或数字。";
  const single = asks.find(isSingleCharacter);
  if (single) return `“${single.tokens[0]}”只有一个字，请写出两个字以上。`;
  if (asks.flatMap(({ tokens }) => tokens).length > LONGEST) return `查询内容太长，请缩短到 ${LONGEST} 个字以内。`;
  return null;
}

/**
 * A whole number or code, looked up without the index: where somebody has just asked and one record alone bears it, that
 * record is opened ({ left: true }); otherwise the records are shown while the index is still being loaded ({ items }).
 */
async function direct(query, asks, isAsked, isCurrent) {
  const key = keyOf(query);
  const ids = key ? await lookUp(root, key) : [];
  if (!isCurrent() || !ids.length) return { items: [] };
  if (isAsked && ids.length === 1) {
    location.assign(new URL(`${ids[0]}/`, root));
    return { left: true };
  }
  const answer = new Answer(index, root, asks, { hits: ids.slice(0, PER_PAGE).map((id) => ({ id })) });
  answer.list = await index.listing();
  await answer.read(answer.hits);
  const items = answer.hits.filter((hit) => hit.right).map((hit) => item(hit, answer.list.fields, asks));
  if (isCurrent() && items.length && results.hasAttribute("aria-busy")) results.replaceChildren(listOf(items, 1));
  return { items };
}

async function answerTo(state, asks) {
  const key = JSON.stringify([state.query, state.filters.year]);
  if (last.key !== key || last.answer.failed.length) {
    const answer = new Answer(index, root, asks, await index.find(asks, state.filters.year));
    await answer.settle();
    last = { key, answer };
  }
  return last.answer;
}

async function render(state, asks, answer, exact, isCurrent) {
  const choices = isFiltered(state) ? await index.filters() : null;
  const chosen = await answer.chosen(state, choices);
  const number = Math.min(state.page, pagesOf(chosen.length));
  const page = await answer.page(chosen, number);
  if (!isCurrent()) return;
  // So many were read, and none was right: then there is none.
  const count = page.total ?? (page.hits.length || number > 1 ? chosen.length : 0);
  const pages = pagesOf(count);
  const isSure = answer.sure || page.total !== null;
  const nodes = answer.failed.length ? [problem(answer.failed, state, go)] : [];
  const { items } = count ? { items: [] } : await exact;
  if (count) {
    nodes.push(listOf(page.hits.map((hit) => item(hit, answer.list.fields, asks)), number));
    if (pages > 1) nodes.push(pageLinks(state, number, pages, go));
  } else if (items.length && !isFiltered(state)) {
    // The index could not be searched where they stand.
    return failed(state, items, nodes);
  } else {
    nodes.push(await helpWith(state, asks, answer, index, root, go));
  }
  if (!isCurrent()) return;
  browse.hidden = count > 0;
  say(summary(state, count, isSure, number, pages, answer), ...nodes);
  tools.replaceChildren(...[chips(state, choices, go), count > 1 ? sorting(state, go) : null].filter(Boolean));
  await refine(state, answer, count, isCurrent);
}

/** The filters, once the results are there: what they need is loaded last. */
async function refine(state, answer, count, isCurrent) {
  filters.hidden = count < 2 && !isFiltered(state);
  if (filters.hidden) return;
  const fill = async () => {
    const choices = await index.filters();
    await answer.describe(choices);
    if (!isCurrent()) return;
    const { name, value } = document.activeElement;
    filters.querySelector("div").replaceChildren(panel(state, answer.counts(state.filters), choices, go));
    // Whoever ticked a box with the keyboard stays there.
    [...filters.querySelectorAll("input")].find((box) => box.name === name && box.value === value)?.focus();
  };
  const chosen = Object.values(state.filters).flat().length;
  filters.querySelector("summary").textContent = chosen ? `筛选（已选 ${chosen} 项）` : "筛选";
  // On a phone the panel is folded: what it needs is loaded when somebody opens it.
  filters.ontoggle = () => filters.open && fill().catch(console.error);
  if (!filters.dataset.seen) filters.open = matchMedia("(min-width: 62rem)").matches;
  filters.dataset.seen = "yes";
  if (filters.open) await fill().catch(console.error);
}

/** Nothing but the records that were found without the index, if any. */
function failed(state, items, nodes = [again(state, go)]) {
  const text = "查询暂时不能使用，请稍后再试，或者从下面的目录里查找。";
  say(items.length ? "找到完全相符的决定；其余的查询暂时不能使用。" : text, ...(items.length ? [listOf(items, 1)] : []), ...nodes);
  filters.hidden = true;
  browse.hidden = false;
}

function item(hit, fields, asks) {
  const href = new URL(`${hit.id}/`, root);
  if (!hit.record) return brokenItem(hit.id, href);
  return resultItem(hit.record, fields[hit.record.kind] ?? {}, asks, href, hit.exact);
}

function blank(message) {
  say(message);
  filters.hidden = true;
  browse.hidden = false;
}

function say(message, ...nodes) {
  status.textContent = message;
  tools.replaceChildren();
  results.replaceChildren(...nodes);
  results.removeAttribute("aria-busy");
}

// Arrows lead from the box through the results and back.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [input, ...results.querySelectorAll(".search-result__title a")];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
});
