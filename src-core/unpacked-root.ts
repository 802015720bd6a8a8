// In an installed app the code lies in an archive; what plain Node starts (bridge, engine, simulator, native packages) lies beside it.
export function unpackedRoot(appRoot: string): string {
  return appRoot.replace(/app\.asar$/, 'app.asar.unpacked');
}
