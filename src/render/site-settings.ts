// render: what a site is to be like: the options of a render → the settings that every thread is started with.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { type Language, type Texts, textsOf } from './language/texts.js';
import { logoPath } from './logo.js';
import type { SiteFacts } from './page-frame.js';
import { type Part, partSentences, readZoneAndScope } from './scope.js';
import type { FileMode } from './site-files.js';
import type { ThreadSettings } from './thread.js';
import { UTC } from './zone.js';

export interface RenderOptions {
  readonly archive: ArchiveFolder;
  /** The folder of the site; replaced as a whole. */
  readonly out: string;
  /** Hears how many messages are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Threads beside this one; 0 renders all here. By default as many as use every core, none for a small archive. */
  readonly workers?: number;
  /** False leaves the reports out. */
  readonly reports?: boolean;
  /** Stands on each page; by default it names the service. */
  readonly title?: string | undefined;
  /** How contents of files come into the site; as links unless told. */
  readonly files?: FileMode;
  /** A folder of templates, styles and assets that stand for those of the package. */
  readonly templates?: string | undefined;
  /** Where the site is served from: adds feeds and a sitemap, which need whole addresses. */
  readonly baseUrl?: string | undefined;
  /** A raster picture that stands beside the title. */
  readonly logo?: string | undefined;
  /** The language of the site's own texts; English unless told. */
  readonly language?: Language;
  /** The time zone in which times are told, `UTC` unless told. */
  readonly timezone?: string;
  /** Conversations and days that the site is of; all unless told. */
  readonly part?: Part | undefined;
  /** Everything is made anew, also what did not change since the last time. */
  readonly full?: boolean;
}

/** Settings of a site that is built in no folder yet. Throws `usage` for a logo, a time zone or a part that cannot be used. */
export async function settingsOf(options: RenderOptions): Promise<Omit<ThreadSettings, 'folder'>> {
  const { archive, files = 'link', templates } = options;
  const { zone, scope } = await readZoneAndScope(archive, options);
  const logo = options.logo === undefined ? '' : await logoPath(options.logo);
  return { archive, site: siteFacts(options, logo), zone, scope, files, templates };
}

function siteFacts(
  { archive, title, baseUrl = '', reports, language = 'en', timezone = UTC.name, part }: RenderOptions,
  logo: string,
): SiteFacts {
  const texts = textsOf(language);
  const sentences = partSentences(part, texts, timezone);
  const ownTitle = titleOf(archive, texts);
  return {
    siteTitle: title || (sentences.length > 0 ? texts.part.title(ownTitle) : ownTitle),
    logo,
    baseUrl: baseUrl === '' || baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`,
    hasReports: reports !== false,
    language,
    zone: timezone,
    zoneNote: texts.site.timesIn(timezone),
    months: texts.dates.shortMonths.join(' '),
    part: sentences,
  };
}

function titleOf({ info }: ArchiveFolder, { site }: Texts): string {
  const host = URL.canParse(info.server) ? new URL(info.server).hostname : '';
  return host === '' || host === 'fleep.io' ? site.titleOfService : site.titleOf(host);
}
