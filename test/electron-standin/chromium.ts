// The browser behind the windows: started with the first window, it answers the app's own schemes and reaches nothing else.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Request as PageRequest, type Route } from 'playwright-core';
import { findChromium } from './find-chromium.ts';
import { note } from './journal.ts';
import { fromServed, schemeOf } from './served-address.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

export interface NavigationRequest {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** Asked before a page goes anywhere by itself; false keeps it where it is. */
export type NavigationGuard = (navigation: NavigationRequest) => boolean;

export class Chromium {
  readonly schemes = new Map<string, SchemeHandler>();
  readonly #guards = new Map<Page, NavigationGuard>();
  #context: Promise<BrowserContext> | undefined;
  #profile: string | undefined;

  async newPage(guard: NavigationGuard): Promise<Page> {
    this.#context ??= this.#launch();
    const context = await this.#context;
    const spare = context.pages().find((page) => !this.#guards.has(page) && page.url() === 'about:blank');
    const page = spare ?? (await context.newPage());
    this.#guards.set(page, guard);
    return page;
  }

  async close(): Promise<void> {
    const context = await this.#context?.catch(() => undefined);
    await context?.close().catch(() => undefined);
    if (this.#profile !== undefined) rmSync(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }

  async #launch(): Promise<BrowserContext> {
    this.#profile = mkdtempSync(join(tmpdir(), 'electron-standin-'));
    const context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: findChromium(process.env.CHROMIUM_PATH),
      headless: true,
      viewport: null,
      // The test connects to the same browser by this port, so it sees the windows as pages.
      // A made-up camera, so that a page without one is refused for lack of permission and not for lack of a device.
      args: ['--remote-debugging-port=0', '--no-first-run', '--use-fake-device-for-media-stream'],
    });
    await context.route('**/*', (route) => this.#answer(route));
    const [port] = readFileSync(join(this.#profile, 'DevToolsActivePort'), 'utf8').split('\n');
    process.send?.({ type: 'browser', endpoint: `http://127.0.0.1:${port}` });
    return context;
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const address = fromServed(request.url());
    if (request.isNavigationRequest() && !this.#mayNavigate(request, address)) return route.abort('aborted');
    const handler = this.schemes.get(schemeOf(address));
    if (handler === undefined) {
      note('request.blocked', address);
      return route.abort('internetdisconnected');
    }
    const body = request.postDataBuffer();
    const response = await handler(
      new Request(address, {
        method: request.method(),
        headers: request.headers(),
        ...(body === null ? {} : { body: new Uint8Array(body) }),
      }),
    );
    const headers = Object.fromEntries(response.headers);
    return route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
  }

  #mayNavigate(request: PageRequest, url: string): boolean {
    const page = pageOf(request);
    const guard = page && this.#guards.get(page);
    if (page === undefined || guard === undefined) return true; // a popup on its way to being closed; its request is blocked below
    return guard({ url, isMainFrame: request.frame() === page.mainFrame() });
  }
}

function pageOf(request: PageRequest): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined; // Playwright throws for a popup whose page does not exist yet
  }
}
