import { type Language, textsOf } from '../../src/render/language/texts.js';
import { Words } from '../../src/render/words.js';
import { UTC, Zone, type ZoneData } from '../../src/render/zone.js';

export const wordsIn = (language: Language, zone: ZoneData = UTC) => new Words(textsOf(language), new Zone(zone));

export const inEnglish = wordsIn('en');
