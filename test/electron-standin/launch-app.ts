// Starts the built app in plain Node on the stand-in, and gives a test its windows as Playwright pages.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { WindowState } from './browser-window.ts';
import type { JournalEntry } from './journal.ts';
import type { ForeignSender, TestQuestion } from './test-channel.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REGISTER = new URL('./register.ts', import.meta.url).href;
const START_TIMEOUT_MS = 30_000;
const END_TIMEOUT_MS = 10_000;
const POLL_MS = 25;

export interface LaunchOptions {
  /** The app's first file, from the checkout's root. */
  readonly main?: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly colorScheme?: 'light' | 'dark';
}

export interface LaunchedApp {
  readonly pid: number;
  /** What the app asked of the desktop so far. */
  readonly journal: readonly JournalEntry[];
  /** The exit code, once the process has ended. */
  readonly exited: Promise<number | null>;
  /** What it wrote to stdout and to stderr. */
  log(): { stdout: string; stderr: string };
  firstWindow(): Promise<Page>;
  windows(): Promise<WindowState[]>;
  minimize(): Promise<void>;
  clickMenu(...path: string[]): Promise<void>;
  closeWindow(): Promise<void>;
  tray(): Promise<{ tooltip: string; labels: string[] }>;
  clickTray(label: string): Promise<void>;
  /** Clicks the newest notice. */
  clickNotice(): Promise<void>;
  openUrl(url: string): Promise<void>;
  postAs(sender: ForeignSender): Promise<{ isStarted: boolean; isClosed: boolean }>;
  /** Quits as a person would; gives the exit code. */
  close(): Promise<number | null>;
}

type FromApp =
  | { type: 'browser'; endpoint: string }
  | { type: 'journal'; entry: JournalEntry }
  | { type: 'answer'; id: number; value?: unknown; error?: string };

export function launchApp(options: LaunchOptions = {}): LaunchedApp {
  const child = fork(options.main ?? 'out/main/main.js', [...(options.args ?? [])], {
    cwd: ROOT,
    env: { ...process.env, STANDIN_COLOR_SCHEME: options.colorScheme ?? 'light', ...options.env },
    execArgv: ['--import', REGISTER],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const journal: JournalEntry[] = [];
  const log = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      log[stream] += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const endpoint = Promise.withResolvers<string>();
  const ask = questions(child, exited);
  child.on('message', (message: FromApp) => {
    if (message.type === 'browser') endpoint.resolve(message.endpoint);
    else if (message.type === 'journal') journal.push(message.entry);
  });
  void exited.then((code) => endpoint.reject(new Error(`The app ended with ${code} before it had a window.\n${log.stderr}`)));
  endpoint.promise.catch(() => undefined); // an app without a window is no error until a window is asked for

  let browser: Promise<Browser> | undefined;
  return {
    pid: child.pid ?? 0,
    journal,
    exited,
    log: () => ({ ...log }),
    firstWindow: async () => {
      browser ??= endpoint.promise.then((url) => chromium.connectOverCDP(url, { noDefaults: true }));
      return firstPage(await browser, () => log.stderr);
    },
    windows: () => ask({ op: 'windows' }),
    minimize: () => ask({ op: 'minimize' }),
    clickMenu: (...path) => ask({ op: 'click-menu', path }),
    closeWindow: () => ask({ op: 'close-window' }),
    tray: () => ask({ op: 'tray' }),
    clickTray: (label) => ask({ op: 'click-tray', label }),
    clickNotice: () => ask({ op: 'click-notice' }),
    openUrl: (url) => ask({ op: 'open-url', url }),
    postAs: (sender) => ask({ op: 'post-as', sender }),
    close: async () => {
      void ask({ op: 'quit' }).catch(() => undefined); // it may be gone before it can answer
      const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
      const code = await exited;
      clearTimeout(timer);
      await (await browser?.catch(() => undefined))?.close().catch(() => undefined);
      return code;
    },
  };
}

function questions(child: ChildProcess, exited: Promise<unknown>) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (message: FromApp) => {
    if (message.type !== 'answer') return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.value);
    else asked?.reject(new Error(message.error));
  });
  void exited.then(() => {
    for (const asked of waiting.values()) asked.reject(new Error('The app has ended.'));
  });
  return async <T>(question: TestQuestion): Promise<T> => {
    const id = ++last;
    const asked = Promise.withResolvers<unknown>();
    if (!child.connected) throw new Error('The app has ended.');
    waiting.set(id, asked);
    child.send({ id, question });
    return (await asked.promise) as T; // the op decides the type; see test-channel.ts
  };
}

async function firstPage(browser: Browser, words: () => string): Promise<Page> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < end) {
    const page = browser
      .contexts()[0]
      ?.pages()
      .find((candidate) => candidate.url() !== 'about:blank');
    if (page !== undefined) return page;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`The app showed no window within ${START_TIMEOUT_MS} ms.\n${words()}`);
}
