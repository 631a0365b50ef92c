// Texts as a file that a person can read anywhere, without the portal.
import { clock, markExported } from "./outbox.js";

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

const asText = (items, words) =>
  items.map((one) => readable(one, words)).join(`\n${RULE}\n\n`);

const asJson = (items) =>
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

function download(content, name, type) {
  const link = document.createElement("a");
  // The mark at the beginning tells old editors that this is UTF-8.
  link.href = URL.createObjectURL(new Blob(["\ufeff", content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// `words` carries the words of the text and the beginning of the file's name.
export async function exportTo(kind, items, words) {
  const isText = kind === "txt";
  const content = isText ? asText(items, words) : asJson(items);
  const name = `${words.file}-${new Date().toISOString().slice(0, 10)}.${kind}`;
  download(content, name, isText ? "text/plain" : "application/json");
  await markExported(items);
}
