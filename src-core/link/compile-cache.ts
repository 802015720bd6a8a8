// V8 keeps what it has compiled of our bundles, so that the next start does not compile them again. Only what is imported after this call
// is kept.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

export function keepCompiledCode(home: string): void {
  try {
    enableCompileCache(join(home, 'cache', 'v8'));
  } catch {
    // An old Node, or a folder that cannot be written: starts are slower, nothing else.
  }
}
