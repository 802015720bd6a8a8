// Answers requests of our scheme with files of the built renderer.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assetAt } from './asset.ts';
import { PAGE_HEADERS } from './page-headers.ts';

interface PageRequest {
  readonly url: string;
  readonly method: string;
}

export function rendererServer(folder: string): (request: PageRequest) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return refusal(405, 'Only GET is answered here.');
    const asset = assetAt(request.url);
    if (asset === undefined) return refusal(404, 'There is no such file.');
    const bytes = await bytesOf(join(folder, asset.file));
    if (bytes === undefined) return refusal(404, 'This file of the window is missing. Run `npm run build`, or install Mixlake again.');
    return new Response(bytes, { headers: { ...PAGE_HEADERS, 'content-type': asset.contentType } });
  };
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function refusal(status: number, words: string): Response {
  return new Response(words, { status, headers: { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' } });
}
