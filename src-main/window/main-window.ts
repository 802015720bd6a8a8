// The one window: its size, its colour before the first paint, and what its page must never have.
import type { BrowserWindowConstructorOptions } from 'electron';

/** The canvas colours of the renderer's styles.css, so that the window does not flash before the first paint. */
const CANVAS = { light: '#f4f4f1', dark: '#131416' } as const;

export interface WindowLook {
  readonly isDark: boolean;
  readonly preload: string;
  /** Linux takes it from here; elsewhere the application bundle carries the icon. */
  readonly icon: string;
}

export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  return {
    title: 'Mixlake',
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 500,
    show: false,
    backgroundColor: look.isDark ? CANVAS.dark : CANVAS.light,
    icon: look.icon,
    webPreferences: {
      preload: look.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      // The spell checker downloads its dictionaries; a SQL editor has no use for them.
      spellcheck: false,
    },
  };
}
