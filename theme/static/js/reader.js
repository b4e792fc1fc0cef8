// Reads the records that were found from their files in the API, and holds them against the question.
import { getJson } from "./loading.js";
import { stands, tokens } from "./tokens.js";

export class Reader {
  /** root: of the site; list: of the index; parts: of the query. */
  constructor(root, list, parts) {
    Object.assign(this, { root, list, parts });
  }

  /**
   * Gives every hit its `record`, and says whether it is `right` and `exact`. What cannot be loaded is `broken`, and right:
   * a link to it is better than nothing.
   */
  async read(hits) {
    await Promise.all(
      hits.map(async (hit) => {
        if (hit.record || hit.broken) return;
        hit.id ??= await hit.bundle.id(hit.place);
        try {
          hit.record = await getJson(new URL(`api/v1/records/${hit.id}.json`, this.root));
          hit.right = this.holds(hit);
        } catch (error) {
          console.error(error);
          Object.assign(hit, { broken: true, right: true });
        }
      }),
    );
  }

  /** Whether a record that was read holds the parts; says also whether it is one of them and nothing else. */
  holds(hit) {
    const { data, agency, kind } = hit.record;
    if (!data) return false;
    const texts = [agency?.name, this.list.short[agency?.id], ...Object.values(data).map(textOf)].filter(Boolean).map(tokens);
    const fields = this.list.fields[kind] ?? {};
    const names = [fields.party, fields.number, fields["party-code"]].map((name) => tokens(textOf(data[name])).join(" "));
    hit.exact = this.parts.some((part) => names.includes(part.tokens.join(" ")));
    return this.parts.every((part) => texts.some((text) => stands(text, part)));
  }
}

/** A public value as text: lists joined, mappings and missing values left out (plain() in plugins/search/documents.py). */
export function textOf(value) {
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join("、");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
