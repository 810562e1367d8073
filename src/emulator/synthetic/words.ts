// emulator/synthetic: the vocabulary, most frequent word first. The rank of a word decides how often it is said (Zipf).
const ranked = `the to and a of we in it is for that on you I this with be have are at can not as if will but from was
an they our or so there by what when do all just about one get now should your has out up more time which need me how
been like new some after would only also then any work think no their make team next see before good first them let
check today use could still here version into over know back week already issue other back sure data customer people
page look order report works day change want test right because send last release way may build done fix server plan
call maybe thanks update list question meeting problem while tomorrow both without same line ask office price start end
design review maybe agree part number share copy money offer screen morning login contract cost month wait two three
small big later again better long early quick late open close invoice budget hours deal draft sample supplier support
website campaign feature button screen network cable printer coffee lunch phone laptop folder document slide deck
forecast quarter target growth pipeline backlog ticket sprint deploy branch merge rollback incident outage latency
monitor alert database query index cache backup restore migration schema token password account profile invite
newsletter landing banner logo colour font layout sketch prototype feedback survey interview candidate onboarding
holiday payroll expense travel hotel flight train booking venue stage booth flyer partner reseller warehouse shipment
delivery stock package label customs tax audit policy clause signature notary lawyer deadline reminder agenda minutes
roadmap milestone estimate risk scope priority owner handover training manual handbook glossary translation Tallinn
Tartu Berlin Lisbon Osaka Haifa London Friday Monday Wednesday spring summer autumn winter sensor firmware battery
antenna enclosure prototype calibration humidity pressure threshold sampling gateway greenhouse tomato irrigation
nevertheless approximately considerably unfortunately simultaneously`.split(/\s+/);

const TABLE_BITS = 12;
const TABLE_SIZE = 1 << TABLE_BITS;
const words = [...new Set(ranked)];
const table = zipfTable(words);
const capitalTable = table.map((word) => word.charAt(0).toUpperCase() + word.slice(1));

/** A word for any whole number; its low 12 bits decide. */
export function wordOf(hash: number): string {
  return table[hash & (TABLE_SIZE - 1)] ?? 'the';
}

/** The same word at the start of a sentence. */
export function capitalWordOf(hash: number): string {
  return capitalTable[hash & (TABLE_SIZE - 1)] ?? 'The';
}

function zipfTable(list: readonly string[]): string[] {
  const weights = list.map((_word, rank) => 1 / (rank + 2.7));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const filled: string[] = [];
  let share = 0;
  list.forEach((word, rank) => {
    share += (weights[rank] ?? 0) / total;
    while (filled.length < Math.round(share * TABLE_SIZE)) filled.push(word);
  });
  return filled;
}
