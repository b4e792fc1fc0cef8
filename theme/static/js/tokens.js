// A text as the search index sees it: the counterpart of plugins/search/tokens.py, proven equal by a test.
import table from "./simplified.js";

const JOINT = "ー";
const FOREIGN = /[^\u0000-\u024f\u0300-\u036f\u2000-\u2bff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\u{20000}-\u{3fffd}]/gu;
const TOKEN = /[0-9a-z]+|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3fffd}〇々]/gu;
const ASCII = /^[0-9a-z]/;
const CREDIT_CODE_LENGTH = 18;

const characters = [...table.replace(/\s/g, "")];
const simplified = new Map();
for (let i = 0; i < characters.length; i += 2) simplified.set(characters[i], characters[i + 1]);

function folded(text) {
  const known = text.replace(FOREIGN, " ").normalize("NFKC").toLowerCase();
  return Array.from(known, (character) => simplified.get(character) ?? character).join("");
}

/** The tokens of a text in their order: Han characters in simplified form, lower-case runs of [0-9a-z]. */
export function tokens(text) {
  return folded(text).match(TOKEN) ?? [];
}

/** Neighbouring tokens joined two by two; a single token stays as it is. */
export function pairs(run) {
  if (run.length < 2) return [...run];
  return run.slice(1).map((token, i) => run[i] + (ASCII.test(run[i]) && ASCII.test(token) ? JOINT : "") + token);
}

/** True for a single Han character, which the index of pairs cannot answer. */
export function isSingleCharacter(run) {
  return run.length === 1 && !ASCII.test(run[0]);
}

/** The parts of a query: one list of tokens for each part between spaces, parts without any token left out. */
export function parts(query) {
  return query.normalize("NFKC").split(/\s+/).map(tokens).filter((run) => run.length);
}

/**
 * Where the tokens of `run` stand in a text, as [start, end] positions of the text as written.
 * A run of a single code also stands in a longer code that holds it: credit codes are found by their parts.
 */
export function spans(text, run) {
  const found = [];
  const placed = place(text);
  for (let i = 0; i + run.length <= placed.length; i++) {
    if (!run.every((token, k) => placed[i + k].token === token || isPartOfCode(run, placed[i + k].token))) continue;
    found.push([placed[i].start, placed[i + run.length - 1].end]);
    i += run.length - 1;
  }
  return found;
}

function isPartOfCode(run, token) {
  return run.length === 1 && token.length === CREDIT_CODE_LENGTH && run[0].length >= 6 && token.includes(run[0]);
}

/** The tokens of a text with their positions; a character is folded together with the marks that combine with it. */
function place(text) {
  const placed = [];
  let joined = false;
  for (const { 0: unit, index: start } of text.matchAll(/.\p{M}*/gsu)) {
    const end = start + unit.length;
    const letters = folded(unit);
    let next = 0;
    for (const { 0: token, index } of letters.matchAll(TOKEN)) {
      const last = placed.at(-1);
      if (joined && index === 0 && ASCII.test(token)) {
        last.token += token;
        last.end = end;
      } else {
        placed.push({ token, start, end });
      }
      next = index + token.length;
    }
    joined = next > 0 && next === letters.length && ASCII.test(placed.at(-1).token);
  }
  return placed;
}
