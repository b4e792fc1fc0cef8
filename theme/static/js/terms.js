// What the index lists records under: the counterpart of plugins/search/terms.py, proven equal by a test.
import { isAscii, isPiece } from "./tokens.js";

const JOINED = 4;
const GRAM = 4;

/** The terms that a record must hold where a part of a query stands in it. */
export function termsOf(part) {
  const { tokens } = part;
  if (isPiece(part)) return grams(tokens[0]);
  const found = tokens.slice(1).map((token, i) => (areJoined(tokens[i], token) ? tokens[i] + token : ""));
  return [...new Set([...found, ...tokens.filter(isAscii)])].filter(Boolean);
}

/** The term of a name or a number that consists of this part and nothing else. */
export function exactTerm({ tokens }) {
  return `=${tokens.join(" ")}`;
}

/** The number under which a term stands in the index (CRC-32 of its UTF-8 bytes). */
export function numberOf(term) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(term)) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

function grams(token) {
  return Array.from({ length: token.length - GRAM + 1 }, (_, start) => `~${token.slice(start, start + GRAM)}`);
}

function areJoined(first, second) {
  if (isAscii(first)) return first.length <= JOINED && !isAscii(second);
  return !isAscii(second) || second.length <= JOINED;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let i = 0; i < 8; i++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum >>> 0;
});
