import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { webFolder } from '../../src/cli/commands/studio/web-folder.ts';
import { ownerAccount, studioUnderTest, type UnderTest } from '../studio/studio-under-test.ts';

/** Chromium is where Debian puts it, or where CHROMIUM says. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];

/** A sentence where there is no browser to test in; null where there is, or where one must be. */
export function noBrowser(): string | null {
  if (existsSync(executablePath) || process.env.THIMBLE_REQUIRE_TOOLS) return null;
  return 'Chromium is not installed';
}

/** A studio with its pages, and a browser that looks at them. */
export interface InBrowser extends AsyncDisposable {
  readonly studio: UnderTest;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong that nobody should see: console, policy of security, calls elsewhere. */
  readonly complaints: string[];
}

interface BrowserOptions {
  readonly workers?: number;
  readonly flags?: readonly string[];
  readonly permissions?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
}

export async function studioInBrowser(options: BrowserOptions = {}): Promise<InBrowser> {
  const { workers = 0, permissions = [], viewport = { width: 1440, height: 900 } } = options;
  const studio = await studioUnderTest({ workers, web: webFolder() });
  const browser = await chromium.launch({
    executablePath,
    args: [...flags, ...(options.flags ?? [])],
  });
  const context = await browser.newContext({ viewport, permissions: [...permissions] });
  const complaints: string[] = [];
  await listen(context, studio.serving.address, complaints);
  const page = await context.newPage();
  return {
    studio,
    browser,
    context,
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await studio[Symbol.asyncDispose]();
    },
  };
}

async function listen(context: BrowserContext, address: string, complaints: string[]) {
  context.on('console', (message) => {
    // a driver that stands in for a graphics processor says that it is slow
    if (/^\[\.WebGL-.*GL Driver Message \(OpenGL, Performance/.test(message.text())) return;
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`console: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => complaints.push(`page: ${error.error().message}`));
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url))
      complaints.push(`elsewhere: ${url}`);
  });
  await context.exposeFunction('thimbleComplains', (text: string) => complaints.push(text));
  await context.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) => {
      window.thimbleComplains('policy: ' + event.violatedDirective + ' ' + event.blockedURI);
    });
  `);
}

/** Makes the owner through the page of the printed link. */
export async function makeOwner({ page, studio }: InBrowser): Promise<void> {
  await page.goto(studio.serving.setupLink!);
  await page.getByLabel('Your name').fill(ownerAccount.name);
  await page.getByLabel('Email').fill(ownerAccount.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(ownerAccount.password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
}

/** The same person, by the API: to prepare what a test is not about. */
export async function ownerOf({ studio }: InBrowser) {
  const person = studio.stranger();
  const { email, password } = ownerAccount;
  person.use(await person.client.signIn({ body: { email, password } }));
  return person.client;
}

/** What a page shows at once is kept by the server a moment later: asks until it is, five seconds at most. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (holds(answer) || tries === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
