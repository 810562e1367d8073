// render: what a site is to be like: the options of a render → the settings that every thread is started with.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { openStore } from '../store/open.js';
import { type Language, type Texts, textsOf } from './language/texts.js';
import { logoPath } from './logo.js';
import type { SiteFacts } from './page-frame.js';
import type { FileMode } from './site-files.js';
import type { ThreadSettings } from './thread.js';
import { readZone, UTC, type ZoneData } from './zone.js';

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
  /** Everything is made anew, also what did not change since the last time. */
  readonly full?: boolean;
}

/** Settings of a site that is built in no folder yet. Throws `usage` for a logo or a time zone that cannot be used. */
export async function settingsOf(options: RenderOptions): Promise<Omit<ThreadSettings, 'folder'>> {
  const { archive, files = 'link', templates } = options;
  const zone = await zoneOf(options);
  const logo = options.logo === undefined ? '' : await logoPath(options.logo);
  return { archive, site: siteFacts(options, logo), zone, files, templates };
}

function siteFacts(
  { archive, title, baseUrl = '', reports, language = 'en', timezone = UTC.name }: RenderOptions,
  logo: string,
): SiteFacts {
  const texts = textsOf(language);
  return {
    siteTitle: title || titleOf(archive, texts),
    logo,
    baseUrl: baseUrl === '' || baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`,
    hasReports: reports !== false,
    language,
    zone: timezone,
    zoneNote: texts.site.timesIn(timezone),
  };
}

function titleOf({ info }: ArchiveFolder, { site }: Texts): string {
  const host = URL.canParse(info.server) ? new URL(info.server).hostname : '';
  return host === '' || host === 'fleep.io' ? site.titleOfService : site.titleOf(host);
}

async function zoneOf({ archive, timezone = UTC.name }: RenderOptions): Promise<ZoneData> {
  if (timezone === UTC.name) return UTC;
  await using database = await openStore(archive);
  return await readZone(database, timezone);
}
