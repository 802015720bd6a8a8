// The sockets of the HTTP client, loaded at the first request: undici costs start-up time that most calls do not need.
import type { UndiciRoad } from './send.ts';

const CONNECT_TIMEOUT_MS = 15_000;

export interface ProxySettings {
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
}

/** This computer is never reached through a proxy. */
const LOCAL = '127.0.0.1,localhost,::1';

export function lazyDispatcher(proxy: ProxySettings): UndiciRoad {
  let made: ReturnType<UndiciRoad> | undefined;
  return () => {
    made ??= import('undici').then(({ EnvHttpProxyAgent, request }) => ({
      dispatcher: new EnvHttpProxyAgent({
        connect: { timeout: CONNECT_TIMEOUT_MS },
        httpProxy: proxy.httpProxy ?? '',
        httpsProxy: proxy.httpsProxy ?? '',
        noProxy: proxy.noProxy === undefined ? LOCAL : `${LOCAL},${proxy.noProxy}`,
      }),
      request,
    }));
    return made;
  };
}
