// What to do where nothing was found: which word is missing, what can be left out, where else to look.
import { element, link } from "./results.js";
import { isFiltered, unfiltered } from "./state.js";
import { stateLink } from "./facets.js";

const HINTS = [
  "检查有没有错字，或少写几个字：公司名称可以只写中间的几个字。",
  "文号可以只写年份和序号，如 〔2026〕12号；统一社会信用代码可以只写几位（不少于 6 位）。",
  "各决定都写的话（救济途径的告知）不作检索。",
  "已撤回、公示期满或者完成信用修复的决定不再公示，查询不到。",
];
// A part of this many tokens is worth halving.
const LONG = 4;

/** Advice for a question without an answer. Everything it offers is found when it is followed. */
export async function helpWith(state, parts, answer, index, root, go) {
  const offers = isFiltered(state) && answer.found.hits.length ? [offer(unfiltered(state), `去掉筛选`, answer.found, go)] : [];
  if (!offers.length) offers.push(...(await shorter(state, parts, index, go)));
  const list = element("ul", "search-hints", ...offers, ...(await agencies(parts, index, root)));
  list.append(...HINTS.map((hint) => element("li", "", hint)));
  return list;
}

async function shorter(state, parts, index, go) {
  const tried = parts.length > 1 ? parts : halves(parts[0]);
  const found = await Promise.all(
    tried.map(async (part) => {
      const one = await index.find([part]);
      await one.atLeast(1);
      return { part, one };
    }),
  );
  return found.map(({ part, one }) => {
    const { text } = part;
    if (!one.hits.length) return element("li", "", `没有一条决定里有“${text}”。`);
    const query = part.quoted ? `“${text}”` : text;
    return offer({ ...unfiltered(state), query }, `只查“${text}”`, one, go);
  });
}

// Cut between tokens: half a number is another number.
function halves(part) {
  const { tokens, quoted } = part;
  if (tokens.length < LONG) return [];
  const middle = Math.ceil(tokens.length / 2);
  return [tokens.slice(0, middle), tokens.slice(middle)]
    .filter((half) => half.length > 1)
    .map((half) => ({ tokens: half, quoted, text: half.join("") }));
}

function offer(state, text, { hits, whole }, go) {
  const many = hits.length.toLocaleString("zh-CN");
  return element("li", "", stateLink(state, "", go, text), `：${many} 条${whole === false ? "以上" : ""}`);
}

/** Links to the columns of agencies that the question names. */
async function agencies(parts, index, root) {
  const choices = await index.filters().catch(() => ({ agencies: {} }));
  const { short } = await index.listing();
  const words = parts.map(({ text }) => text);
  return Object.entries(choices.agencies)
    .filter(([id, { name }]) => words.some((word) => word.length > 2 && [name, short[id] ?? ""].some((one) => one && (one.includes(word) || word.includes(one)))))
    .slice(0, 3)
    .map(([id, { name }]) => element("li", "", link(new URL(`${id}/`, root), "", `${name}的公示专栏`), "：按类别和月份查看"));
}
