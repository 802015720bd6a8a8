// The stand-in itself: what the tests of the app rely on when they believe it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LaunchedApp, launchApp } from '#test/electron-standin/launch-app.ts';

const config = mkdtempSync(join(tmpdir(), 'standin-config-'));
const launch = (file: string, ...args: string[]) =>
  launchApp({ main: `test/electron-standin/fixture/${file}`, args, env: { XDG_CONFIG_HOME: config } });
let app: LaunchedApp;
let page: Page;

beforeAll(async () => {
  app = launch('main.ts');
  page = await app.firstWindow();
  await page.getByRole('heading', { name: 'Fixture' }).waitFor();
});
afterAll(async () => {
  await app.close();
  rmSync(config, { recursive: true, force: true });
});

describe('the preload', () => {
  it('lives in a world of its own', async () => {
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'secretOfThePreload'), typeof Reflect.get(window, 'require')])).toEqual([
      'undefined',
      'undefined',
    ]);
  });

  it('exposes data that the page cannot change at any depth', async () => {
    const frozen = await page.evaluate(() => {
      const exposed = Reflect.get(window, 'fixture');
      return [exposed, exposed.nested, exposed.nested.list, exposed.nested.list[1]].every(Object.isFrozen);
    });
    expect(frozen).toBe(true);
  });

  it('is told loudly what the stand-in does not have', async () => {
    const words: Record<string, string> = await page.evaluate(() => Reflect.get(window, 'fixture'));
    expect(words.fs).toBe('module not found: node:fs');
    expect(words.invoke).toBe('The stand-in has no ipcRenderer.invoke.');
    expect(words.functions).toContain('could not be cloned');
  });
});

describe('a message port', () => {
  it('carries values both ways as they are, and loses nothing sent before anybody listens', async () => {
    const seen = await page.evaluate(async () => {
      const { port1, port2 } = new MessageChannel();
      const cycle: Record<string, unknown> = { big: 2n ** 70n, map: new Map([['k', new Set([1])]]), nan: Number.NaN, nothing: undefined };
      cycle.self = cycle;
      const sent = ['text – ✓ 🙂', new Uint8Array([0, 255, 7]), new Float64Array([1.5]), new Uint8Array([1, 2]).buffer, new Date(5), cycle];
      for (const value of sent) port1.postMessage(value);
      window.postMessage('echo', window.origin, [port2]);
      const answers: { data: unknown }[] = [];
      await new Promise<void>((resolve) => {
        port1.onmessage = ({ data }) => {
          answers.push(data);
          if (answers.length === sent.length + 1) resolve();
        };
      });
      // In words, because the way from the page to this test would change values by rules of its own.
      const describeValue = (value: unknown): string => {
        if (value instanceof Date) return `Date ${value.getTime()}`;
        if (value instanceof ArrayBuffer) return `ArrayBuffer ${new Uint8Array(value)}`;
        if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${value}`;
        if (value instanceof Map || value instanceof Set) return `${value.constructor.name} of ${[...value].flat().map(describeValue)}`;
        if (typeof value !== 'object' || value === null) return `${typeof value} ${value}`;
        return Object.entries(value)
          .map(([key, item]) => `${key}: ${item === value ? 'itself' : describeValue(item)}`)
          .join('; ');
      };
      return answers.map(describeValue);
    });
    expect(seen).toEqual([
      'hello: bigint 1',
      'isBytes: boolean false; data: string text – ✓ 🙂',
      'isBytes: boolean true; data: Uint8Array 0,255,7',
      'isBytes: boolean false; data: Float64Array 1.5',
      'isBytes: boolean false; data: ArrayBuffer 1,2',
      'isBytes: boolean false; data: Date 5',
      'isBytes: boolean false; data: big: bigint 1180591620717411303424; map: Map of string k,Set of number 1; ' +
        'nan: number NaN; nothing: undefined undefined; self: itself',
    ]);
  });

  it('carries a megabyte of bytes unchanged', async () => {
    const isSame = await page.evaluate(async () => {
      const { port1, port2 } = new MessageChannel();
      const sent = new Uint8Array(1_000_000).map((_byte, index) => index % 251);
      window.postMessage('echo', window.origin, [port2]);
      const answer = new Promise<Uint8Array>((resolve) => {
        port1.onmessage = ({ data }) => data.data && resolve(data.data);
      });
      port1.postMessage(sent);
      const back = await answer;
      return back.length === sent.length && back.every((byte, index) => byte === sent[index]);
    });
    expect(isSame).toBe(true);
  });

  it('that the app closes is closed for good', async () => {
    await page.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      window.postMessage('echo', window.origin, [port2]);
      port1.postMessage('close it');
      port1.postMessage('too late');
    });
    await vi.waitFor(() => expect(app.log().stdout).toBe('port closed\n'));
  });

  it('tells the app when its page is gone', async () => {
    const closedBefore = app.log().stdout.split('port closed').length;
    await page.evaluate(() => window.postMessage('echo', window.origin, [new MessageChannel().port2]));
    await vi.waitFor(() => expect(app.journal.filter(({ what }) => what === 'ipc').length).toBeGreaterThanOrEqual(4));
    await page.reload();
    await vi.waitFor(() => expect(app.log().stdout.split('port closed').length).toBeGreaterThan(closedBefore));
  });
});

describe('a permission', () => {
  it('that the app says nothing about is granted, as in Electron', async () => {
    const state = await page.evaluate(() => navigator.permissions.query({ name: 'geolocation' }).then((status) => status.state));
    expect(state).toBe('granted');
  });
});

describe('what the stand-in does not allow', () => {
  it('is a request that would leave the machine', async () => {
    expect(await page.evaluate(() => fetch('https://example.com/').catch(() => 'no network'))).toBe('no network');
    expect(app.journal).toContainEqual({ what: 'request.blocked', detail: 'https://example.com/' });
  });

  it('is a window without isolation', async () => {
    const careless = launch('main.ts', '--careless');
    expect(await careless.exited).toBe(3);
    expect(careless.log().stdout).toContain('opens no window with contextIsolation: false');
  });

  it('is a name of Electron it does not have', async () => {
    const unknown = launch('unknown-name.ts');
    expect(await unknown.exited).toBe(1);
    expect(unknown.log().stderr).toContain("does not provide an export named 'powerSaveBlocker'");
  });
});
