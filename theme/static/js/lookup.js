// Exact look-up without the index, in small files: a 统一社会信用代码 or a 文号 (plugins/downloads/lookup.py), the whole name
// of a legal person, a year and a serial number (plugins/search/names.py).
import { getJson } from "./loading.js";

const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
const YEAR = /[[【﹝〖〔(]((?:19|20)[0-9]{2})[\]】﹞〗〕)]/g;
const CODE = /^[0-9A-Z]{18}$/;
// 机关代字〔年份〕序号: nothing else is worth a request.
const NUMBER = /〔(?:19|20)[0-9]{2}〕.*[0-9]/;
// No name of a legal person is shorter.
const SHORTEST_NAME = 4;
// A year with a serial number and nothing else, as tokens: without 号 and without brackets it is any two numbers.
const SERIAL = /^((?:19|20)[0-9]{2})(?: 年)?(?: 第)? 0*([0-9]+)( 号)?$/;

/** One spelling for one 文号: the counterpart of normalise in plugins/registry/docnumber.py, proven equal by a test. */
export function normalised(text) {
  const plain = text.replace(BLANKS, "").normalize("NFKC").replace(BLANKS, "").normalize("NFKC");
  return plain.replace(YEAR, "〔$1〕");
}

/** What a query is looked up by: { by, key }, or null where it is neither a whole code nor a whole number. */
export function keyOf(query) {
  const key = normalised(query);
  if (CODE.test(key.toUpperCase())) return { by: "code", key: key.toUpperCase() };
  return NUMBER.test(key) ? { by: "number", key: key.endsWith("号") ? key : `${key}号` } : null;
}

/** The ids of the records under a key, or [] where there are none or the look-up is not to be had. */
export async function lookUp(root, { by, key }) {
  // Only where the site is served safely; the index answers everywhere.
  if (!globalThis.crypto?.subtle) return [];
  try {
    const folder = new URL("api/v1/lookup/", root);
    const [index, digest] = await Promise.all([
      getJson(new URL("index.json", folder), { cache: "no-cache" }),
      crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)),
    ]);
    const hex = Array.from(new Uint8Array(digest.slice(0, 4)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const { keys } = await getJson(new URL(`${by}/${hex.slice(0, index[by].digits)}.json`, folder), { cache: "no-cache" });
    return Object.hasOwn(keys, key) ? keys[key] : [];
  } catch (error) {
    console.error(error);
    return [];
  }
}

/** The year and the serial number that a query is, and nothing else, as they are looked up ("2026 12"); or null. */
export function serialOf(query, run) {
  const [, year, serial, ending] = SERIAL.exec(run.join(" ")) ?? [];
  return year && (ending || normalised(query).includes("〔")) ? `${year} ${serial}` : null;
}

/**
 * What is asked for as a whole number, code or name, without the index: { ids, isUnique }, newest first. isUnique: a number
 * or a code, which leads straight to its record where somebody has just asked and one record alone bears it.
 */
export async function exactly(root, index, query, asks) {
  const run = asks.flatMap(({ tokens }) => tokens);
  const serial = serialOf(query, run);
  if (serial) return { ids: await listed(index, "numbers", serial), isUnique: true };
  const key = keyOf(query);
  if (key) return { ids: await lookUp(root, key), isUnique: true };
  return { ids: run.length < SHORTEST_NAME ? [] : await listed(index, "names", run.join(" ")) };
}

/** The ids under a key in the files of a folder (names or numbers) of the index; [] where they are not to be had. */
async function listed(index, folder, key) {
  const { [folder]: files } = await index.listing();
  if (!files) return [];
  try {
    const found = await getJson(new URL(`${folder}/${numberOf(key) % files}.json`, index.base), { cache: "no-cache" });
    return Object.hasOwn(found, key) ? found[key] : [];
  } catch (error) {
    console.error(error);
    return [];
  }
}

/** The number of a name: the CRC-32 of its UTF-8 bytes. */
export function numberOf(name) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(name)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
