// What the simulator has been asked and what it has sent (`GET /_sim/stats`).

export class Stats {
  #requests = new Map<string, number>();
  #statuses = new Map<string, number>();
  #exportedLines = 0;
  #exportedBytes = 0;
  #duplicateLines = 0;
  #distinct = 0;
  // One bit for each event of a day, by its place in the day's fixed order: exact, and 700 kB for five million events.
  #sent = new Map<number, Uint8Array>();

  countRequest(path: string): void {
    this.#requests.set(path, (this.#requests.get(path) ?? 0) + 1);
  }

  countStatus(status: number): void {
    const key = String(status);
    this.#statuses.set(key, (this.#statuses.get(key) ?? 0) + 1);
  }

  countLine(day: number, ordinal: number, isSecondSending: boolean): void {
    this.#exportedLines += 1;
    if (isSecondSending) this.#duplicateLines += 1;
    let bits = this.#sent.get(day);
    if (bits === undefined || ordinal >> 3 >= bits.length) {
      const grown = new Uint8Array(Math.max(4096, (ordinal >> 3) * 2));
      if (bits) grown.set(bits);
      bits = grown;
      this.#sent.set(day, bits);
    }
    const mask = 1 << (ordinal & 7);
    const byte = bits[ordinal >> 3] ?? 0;
    if ((byte & mask) === 0) this.#distinct += 1;
    bits[ordinal >> 3] = byte | mask;
  }

  countBytes(bytes: number): void {
    this.#exportedBytes += bytes;
  }

  reset(): void {
    this.#requests.clear();
    this.#statuses.clear();
    this.#sent.clear();
    this.#exportedLines = 0;
    this.#exportedBytes = 0;
    this.#duplicateLines = 0;
    this.#distinct = 0;
  }

  snapshot() {
    let total = 0;
    for (const count of this.#requests.values()) total += count;
    return {
      requests: { total, byPath: Object.fromEntries(this.#requests), byStatus: Object.fromEntries(this.#statuses) },
      export: {
        /** Lines with an event, those sent twice included. */
        lines: this.#exportedLines,
        /** Events by the four-part key, however often they were sent since the last reset. */
        distinctEvents: this.#distinct,
        duplicateLines: this.#duplicateLines,
        uncompressedBytes: this.#exportedBytes,
      },
    };
  }
}
