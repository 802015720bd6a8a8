import { describe, expect, it } from 'vitest';
import { windowOptions } from '#main/window/main-window.ts';
import { menuTemplate } from '#main/window/menu.ts';
import { limitPermissions, mayUse } from '#main/window/permissions.ts';

const OUR_PAGE = 'app://mixlake/index.html';

describe('permissions', () => {
  it('grant our page to write to the clipboard, which copying from the grid needs', () => {
    expect(mayUse('clipboard-sanitized-write', OUR_PAGE)).toBe(true);
    expect(mayUse('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
  });

  it.each(['clipboard-read', 'notifications', 'geolocation', 'media', 'fullscreen', 'openExternal', 'usb', 'fileSystem', 'unknown'])(
    'refuse %s',
    (permission) => expect(mayUse(permission, OUR_PAGE)).toBe(false),
  );

  it('are refused at the check and at the request', () => {
    const answers: boolean[] = [];
    limitPermissions({
      setPermissionCheckHandler: (check) => answers.push(check?.(null, 'geolocation', OUR_PAGE, { isMainFrame: true }) ?? true),
      setPermissionRequestHandler: (request) => {
        const contents = {} as Parameters<NonNullable<typeof request>>[0]; // never looked at
        request?.(contents, 'geolocation', (granted) => answers.push(granted), { isMainFrame: true, requestingUrl: OUR_PAGE });
      },
    });
    expect(answers).toEqual([false, false]);
  });
});

describe('the window', () => {
  const options = (isDark: boolean) => windowOptions({ isDark, preload: '/preload.cjs', icon: '/icon.png' });

  it('keeps the page apart from Node and from the preload', () => {
    expect(options(false).webPreferences).toMatchObject({
      preload: '/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  it('opens unseen and in the colour of the theme, so nothing flashes', () => {
    expect(options(false)).toMatchObject({ show: false, backgroundColor: '#f4f4f1' });
    expect(options(true)).toMatchObject({ show: false, backgroundColor: '#131416' });
  });
});

describe('the menu', () => {
  const build = (changes: { isMac?: boolean; isPackaged?: boolean }) => {
    const done: string[] = [];
    const template = menuTemplate({
      isMac: false,
      isPackaged: true,
      theme: 'system',
      setTheme: (theme) => done.push(theme),
      openLink: (address) => done.push(address),
      command: (command) => done.push(JSON.stringify(command)),
      openLogs: () => done.push('logs'),
      ...changes,
    });
    return { done, template, text: JSON.stringify(template) };
  };

  it('has the edit roles, and the application menu on macOS only', () => {
    expect(build({}).template.map((item) => item.role ?? item.label)).toEqual(['File', 'editMenu', 'View', 'Go', 'windowMenu', 'help']);
    expect(build({ isMac: true }).template[0]).toMatchObject({ label: 'Mixlake' });
    expect(build({ isMac: true }).text).toContain('hideOthers');
  });

  it('shows developer tools only in a checkout', () => {
    expect(build({ isPackaged: true }).text).not.toContain('toggleDevTools');
    expect(build({ isPackaged: false }).text).toContain('toggleDevTools');
  });

  it('marks the theme in use', () => {
    expect(build({}).text).toContain('"label":"Same as System","type":"radio","checked":true');
  });
});
