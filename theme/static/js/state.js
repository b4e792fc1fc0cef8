// What is asked for, as it stands in the address: every search can be shared, and the back button undoes it.
import { DIMENSIONS } from "./answer.js";

export const SORTS = { published: "公示日期", relevance: "相关程度", decided: "决定日期", amount: "金额" };
const USUAL = "published";

/** { query, filters: values by dimension, sort, page, wide } from the part of an address behind the question mark. */
export function stateFrom(search) {
  const given = new URLSearchParams(search);
  return {
    query: (given.get("q") ?? "").trim(),
    filters: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, given.getAll(dimension)])),
    sort: given.get("sort") in SORTS ? given.get("sort") : USUAL,
    page: Math.max(1, Number.parseInt(given.get("page"), 10) || 1),
    wide: given.has("wide"),
  };
}

/** The same as an address: "?q=…", or "" where nothing is asked for. */
export function addressOf({ query, filters, sort, page, wide }) {
  const given = new URLSearchParams();
  if (query) given.set("q", query);
  for (const [dimension, values] of Object.entries(filters)) for (const value of values) given.append(dimension, value);
  if (sort !== USUAL) given.set("sort", sort);
  if (page > 1) given.set("page", page);
  if (wide) given.set("wide", "1");
  return given.size ? `?${given}` : "";
}

/** The state with one value of a dimension put in or taken out, on the first page. */
export function toggled(state, dimension, value) {
  const values = state.filters[dimension];
  const changed = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...state, page: 1, filters: { ...state.filters, [dimension]: changed } };
}

/** The state without any filter, on the first page. */
export function unfiltered(state) {
  return { ...state, page: 1, filters: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, []])) };
}

/** True where something is filtered. */
export function isFiltered({ filters }) {
  return Object.values(filters).some((values) => values.length);
}
