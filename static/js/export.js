// Texts as a file that a person can read anywhere, without the portal.
import { clock } from "./outbox.js";

const RULE = "-".repeat(60);

function readable(item, words) {
  const { dossier, section, question } = item.place;
  return [
    `${words.dossier}: ${dossier}`,
    `${words.question}: ${section}: ${question}`,
    `${words.written}: ${clock(item.typed_at)} (${item.typed_at})`,
    "",
    item.shown,
    "",
  ].join("\n");
}

export const asText = (items, words) =>
  items.map((one) => readable(one, words)).join(`\n${RULE}\n\n`);

export const asJson = (items) =>
  JSON.stringify(
    items.map(({ place, typed_at, value, draft, not_known, shown, address }) => ({
      ...place,
      typed_at,
      value: value ?? draft,
      not_known,
      shown,
      address,
    })),
    null,
    2,
  );

export function download(content, name, type) {
  const link = document.createElement("a");
  // The mark at the beginning tells old editors that this is UTF-8.
  link.href = URL.createObjectURL(new Blob(["\ufeff", content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
