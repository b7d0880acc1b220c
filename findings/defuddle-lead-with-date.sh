#!/usr/bin/env bash
# defuddle 0.19.4 (npm) with linkedom 0.18.15. An article whose first paragraph tells a date of its story: "The ferry
# sank on 2 May 1961, and the town did not ..." Expected: the paragraph, and no date of publication if the page states
# none. Seen: the whole paragraph of 30 words is missing from the text, and the article is "published" on 2 May 1961.
# If the page states its date, that date is right, and the paragraph is missing all the same. This goes for a day with
# its year in a block of fewer than 300 characters right after the h1; with "in May 1961" the paragraph stays. Exits 1
# if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund "defuddle@0.19.4" "linkedom@0.18.15"
cat > page.mjs <<'JAVASCRIPT'
import { Defuddle } from 'defuddle/node';
import { parseHTML } from 'linkedom';

const rest = `<p>The ferry leaves the harbour at nine every morning, and it returns at five in the afternoon, when the
market has closed. Its captain has worked on the coast for thirty years, and he knows each rock.</p><p>In winter the
boat stays in the dock, where two carpenters repair the deck. Most of the passengers are children who go to school on
the other side of the strait, and the queue on the quay is long in summer.</p>`;

async function extract(lead, meta = '') {
  const html = `<html><head><title>The ferry</title>${meta}</head><body><article><h1>The ferry</h1><p>${lead}</p>${rest}
    </article></body></html>`;
  const result = await Defuddle(parseHTML(html).document, 'https://example.org/ferry', { markdown: true });
  return [result.content.includes('brothers'), result.content.includes('captain'), result.published];
}

const lead = (day) => `The ferry sank ${day}, and the town did not buy another one until 1975, when two brothers opened
  a new line to the island and sailed on each day of the week.`;
const stated = '<meta property="article:published_time" content="2024-03-07T08:00:00Z">';
const seen = [
  await extract(lead('on 2 May 1961')),
  await extract(lead('on 2 May 1961'), stated),
  await extract(lead('in May 1961')),
];
console.log(JSON.stringify(seen));
const expected = [
  [false, true, '1961-05-02T00:00:00+00:00'],
  [false, true, '2024-03-07T08:00:00Z'],
  [true, true, ''],
];
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JAVASCRIPT
node page.mjs
