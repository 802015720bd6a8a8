// `app`: life of the process, folders, the single instance.
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { note } from './journal.ts';
import { type InstanceLock, takeInstanceLock } from './single-instance.ts';

interface ClosableWindow {
  /** False when the window refused. */
  end(): Promise<boolean>;
}

export class App extends EventEmitter {
  readonly isPackaged = false;
  readonly windows = new Set<ClosableWindow>();
  readonly #package: { name: string; productName?: string; version: string };
  readonly #closeBrowser: () => Promise<void>;
  readonly #paths = new Map<string, string>();
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #isQuitting = false;
  #lock: InstanceLock | undefined;

  constructor(appDir: string, closeBrowser: () => Promise<void>) {
    super();
    this.#package = JSON.parse(readFileSync(join(appDir, 'package.json'), 'utf8'));
    this.#closeBrowser = closeBrowser;
    const config = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
    this.#paths.set('userData', join(config, this.getName()));
    // After the app's own first file has run, as in Electron.
    setImmediate(() => {
      this.#isReady = true;
      this.emit('ready', {}, {});
      this.#ready.resolve();
    });
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  getName(): string {
    return this.#package.productName ?? this.#package.name;
  }

  getVersion(): string {
    return this.#package.version;
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    note('app.enableSandbox');
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`The stand-in has no app.getPath('${name}').`);
    return path;
  }

  setPath(name: string, path: string): void {
    this.getPath(name);
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`);
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock(): boolean {
    const profile = this.getPath('userData');
    mkdirSync(profile, { recursive: true });
    this.#lock = takeInstanceLock(profile, ({ argv, cwd }) => this.emit('second-instance', {}, argv, cwd, undefined));
    note('app.requestSingleInstanceLock', this.#lock.isHeld);
    return this.#lock.isHeld;
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    note('app.setAsDefaultProtocolClient', scheme);
    return true;
  }

  quit(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    void this.#quit();
  }

  exit(code = 0): void {
    void this.#exit(code);
  }

  windowClosed(window: ClosableWindow): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#isQuitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  async #quit(): Promise<void> {
    const isKept = this.#isRefused('before-quit') || !(await this.#closeWindows()) || this.#isRefused('will-quit');
    if (isKept) {
      this.#isQuitting = false;
      return;
    }
    this.emit('quit', {}, 0);
    await this.#exit(0);
  }

  async #closeWindows(): Promise<boolean> {
    for (const window of this.windows) if (!(await window.end())) return false;
    return true;
  }

  #isRefused(event: string): boolean {
    let isRefused = false;
    const preventDefault = (): void => {
      isRefused = true;
    };
    this.emit(event, { preventDefault });
    return isRefused;
  }

  async #exit(code: number): Promise<void> {
    await this.#lock?.handedOver;
    await this.#closeBrowser();
    process.exit(code);
  }
}
