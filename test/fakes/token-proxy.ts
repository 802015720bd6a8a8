// A proxy on this computer that adds the bearer token, for a client that cannot send one (the conformance suite). Its own Host and
// Origin become the server's; everything else, a foreign Host above all, passes as it is, so that the server judges it.
import { createServer, request as forward } from 'node:http';

export interface TokenProxy {
  url: string;
  stop(): Promise<void>;
}

export async function startTokenProxy(server: URL, token: string): Promise<TokenProxy> {
  let own = '';
  const proxy = createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    if (headers.host === own) headers.host = server.host;
    if (headers.origin === `http://${own}`) headers.origin = server.origin;
    const onward = forward({ host: server.hostname, port: server.port, path: request.url, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    // Only a client that has gone away ends the request: a finished one has given its socket to the next.
    response.once('close', () => response.writableFinished || onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const address = proxy.address();
  own = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url: `http://${own}${server.pathname}`,
    stop: () =>
      new Promise((done) => {
        proxy.close(() => done());
        proxy.closeAllConnections();
      }),
  };
}
