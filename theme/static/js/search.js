// The search page: what the address asks for is looked up and shown. Needs the elements of theme/templates/search.html.
//
// The state is in the address (state.js). `go=1`, which the search boxes of all pages send, means that somebody has just
// asked: then a number or code that one record alone bears leads straight to that record, and back leads to the results.
import { Answer, FEW, PER_PAGE } from "./answer.js";
import { chips, panel, stateLink } from "./facets.js";
import { helpWith } from "./help.js";
import { Index } from "./index.js";
import { exactly } from "./lookup.js";
import { brokenItem, element, resultItem } from "./results.js";
import { addressOf, isFiltered, stateFrom } from "./state.js";
import { isSingleCharacter, parts } from "./tokens.js";
import { again, listOf, pageLinks, pagesOf, problem, sorting, summary } from "./view.js";

const LONGEST = 120;
// In so many bundles others that mention a name are looked for without being asked.
const NEAR = 2;

const root = new URL("../../", import.meta.url);
const index = new Index(root);
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
  try {
    const exact = await exactly(root, index, query, asks);
    if (!isCurrent()) return;
    if (isAsked && exact.isUnique && exact.ids.length === 1) return location.assign(new URL(`${exact.ids[0]}/`, root));
    const answer = await answerTo(state, asks, exact.ids);
    if (isCurrent()) await render(state, asks, answer, isCurrent);
    // Others may mention a name, and there is room for them below those that bear it.
    if (isCurrent() && answer.isExact && !exact.isUnique && answer.found.hits.length < PER_PAGE) await widen(state, asks, answer, isCurrent);
  } catch (error) {
    console.error(error);
    if (isCurrent()) failed(state);
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

/** The answer to a query: what it names exactly, else, or where `wide` asks for it, all that holds it. */
async function answerTo(state, asks, ids) {
  const isPlain = !isFiltered(state) && state.sort === stateFrom("").sort;
  const isExact = ids.length > 0 && !state.wide && (isPlain || ids.length <= FEW);
  const key = keyFor(state, isExact);
  if (last.key === key && !last.answer.failed.length) return last.answer;
  let answer = isExact ? new Answer(index, root, asks, { hits: ids.map((id) => ({ id })) }) : null;
  await answer?.settle();
  if (!answer?.found.hits.length) {
    answer = new Answer(index, root, asks, await index.find(asks));
    await answer.settle();
  }
  if (answer.isDead) throw new Error("no part of the index can be searched");
  last = { key, answer };
  return answer;
}

/** Shows in place of what bears a name all that holds it, once that is known. Where it cannot be, the link to it stays. */
async function widen(state, asks, exact, isCurrent) {
  const found = await index.find(asks);
  // Where many bundles can hold it, much would be loaded: then the link leads to them.
  if (found.searched > NEAR) return;
  const answer = new Answer(index, root, asks, found);
  await answer.settle();
  // Many are not sorted by what they are exactly: then the link leads to them.
  if (!isCurrent() || answer.failed.length || !answer.few) return;
  if (answer.found.hits.length <= exact.found.hits.length) return document.getElementById("search-wider")?.remove();
  last = { key: keyFor(state, true), answer };
  const at = [...results.querySelectorAll("a")].indexOf(document.activeElement);
  await render(state, asks, answer, isCurrent);
  if (at >= 0) results.querySelectorAll("a")[at]?.focus({ preventScroll: true });
}

const keyFor = ({ query }, isExact) => JSON.stringify([query, isExact]);

async function render(state, asks, answer, isCurrent) {
  const choices = isFiltered(state) ? await index.filters() : null;
  const chosen = await answer.chosen(state, choices, state.page * PER_PAGE + 1);
  const number = Math.min(state.page, pagesOf(chosen.hits.length));
  const page = await answer.page(chosen.hits, number);
  if (!isCurrent()) return;
  // So many were read, and none was right: then there is none.
  const right = page.total ?? (page.hits.length || number > 1 ? chosen.hits.length : 0);
  const count = chosen.whole ? right : chosen.hits.length;
  const pages = chosen.whole ? pagesOf(count) : null;
  const nodes = answer.failed.length ? [problem(answer.failed, state, go)] : [];
  if (count) {
    nodes.push(listOf(page.hits.map((hit) => item(hit, answer.list.fields, asks)), number));
    if (pages !== 1) nodes.push(pageLinks(state, number, pages, go));
    if (answer.isExact) nodes.push(wider(state));
  } else {
    nodes.push(await helpWith(state, asks, answer, index, root, go));
  }
  if (!isCurrent()) return;
  browse.hidden = count > 0;
  say(summary(state, count, number, pages, answer), ...nodes);
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

function wider(state) {
  const node = element("p", "about", stateLink({ ...state, wide: true }, "", go, `再查内容里提到“${state.query}”的全部决定`));
  node.id = "search-wider";
  return node;
}

function failed(state) {
  say("查询暂时不能使用，请稍后再试，或者从下面的目录里查找。", again(state, go));
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
