// A text as the search index sees it: the counterpart of plugins/search/tokens.py, proven equal by a test.
import table from "./simplified.js";

const FOREIGN = /[^\u0000-\u024f\u0300-\u036f\u2000-\u2bff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\u{20000}-\u{3fffd}]/gu;
const TOKEN = /[0-9a-z]+|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3fffd}〇々]/gu;
const ASCII = /^[0-9a-z]/;

// These three as in plugins/search/tokens.py.
const JOINT = "ー";
export const LONG = 6;
const GRAM = 4;

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
  if (run.length < 2) return run;
  return run.slice(1).map((token, i) => run[i] + (isAscii(run[i]) && isAscii(token) ? JOINT : "") + token);
}

/** The words that stand side by side in the index where a part of a query stands in a text. */
export function wordsOf(part) {
  return isPiece(part) ? grams(part.tokens[0]) : pairs(part.tokens);
}

function grams(token) {
  return Array.from({ length: token.length - GRAM + 1 }, (_, start) => JOINT + token.slice(start, start + GRAM));
}

/** True for a word that is a part of a code. */
export function isGram(word) {
  return word.startsWith(JOINT);
}

/** The word of all records that have a value, such as kind 行政处罚. */
export function filterWord(dimension, value) {
  const hex = Array.from(new TextEncoder().encode(value), (byte) => byte.toString(16).padStart(2, "0"));
  return `${JOINT}${dimension}${JOINT}${hex.join("")}`;
}

/** True for a number, a code or a word of Latin letters. */
export function isAscii(token) {
  return ASCII.test(token);
}

/**
 * The parts of a query: { tokens, quoted, text } for each word, and for each phrase in quotation marks. Words without
 * any token are left out; a character that stands alone belongs to the word before it (1010 号), or to the next.
 */
export function parts(query) {
  const found = query.normalize("NFKC").matchAll(/[“"「『]([^“”"「」『』]*)[”"」』]|[^\s“”"「」『』]+/g);
  const result = [];
  for (const { 0: word, 1: phrase } of found) {
    const text = phrase ?? word;
    const part = { tokens: tokens(text), quoted: phrase !== undefined, text };
    if (!part.tokens.length) continue;
    const last = result.at(-1);
    if (last && !last.quoted && !part.quoted && (isSingleCharacter(part) || isSingleCharacter(last))) {
      result[result.length - 1] = { ...last, tokens: [...last.tokens, ...part.tokens], text: last.text + text };
    } else {
      result.push(part);
    }
  }
  return result;
}

/** True for a single Han character, which the index of pairs cannot answer. */
export function isSingleCharacter(part) {
  return part.tokens.length === 1 && !isAscii(part.tokens[0]);
}

/** True where a part stands in a text, given as its tokens: its tokens side by side, or a piece of a longer code. */
export function stands(given, part) {
  const [first] = part.tokens;
  const piece = isPiece(part);
  for (let i = 0; i + part.tokens.length <= given.length; i++) {
    if (piece ? given[i].includes(first) : part.tokens.every((token, k) => given[i + k] === token)) return true;
  }
  return false;
}

/** Where a part stands in a text, as [start, end] positions of the text as written. */
export function spans(text, part) {
  if (!stands(tokens(text), part)) return [];
  const found = [];
  const placed = place(text);
  const { length } = part.tokens;
  for (let i = 0; i + length <= placed.length; i++) {
    if (!stands(placed.slice(i, i + length).map(({ token }) => token), part)) continue;
    found.push([placed[i].start, placed[i + length - 1].end]);
    i += length - 1;
  }
  return found;
}

/** True for a code that a longer code may hold: credit codes are found by their parts, unless quoted. */
export function isPiece({ tokens: [first, ...more], quoted }) {
  return !quoted && !more.length && isAscii(first) && first.length >= LONG;
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
