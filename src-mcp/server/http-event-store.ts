// What a session has sent, so that a client whose stream broke can ask for the rest of it (Last-Event-ID). Bounded by number and by
// size: an event that is gone is told as such, and the client asks again.
import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

const MAX_EVENTS = 200;
const MAX_CHARS = 2_000_000;

interface StoredEvent {
  id: string;
  streamId: string;
  message: JSONRPCMessage;
  chars: number;
}

export function createEventStore(limits = { events: MAX_EVENTS, chars: MAX_CHARS }): EventStore {
  const kept: StoredEvent[] = [];
  let chars = 0;
  let last = 0;
  return {
    async storeEvent(streamId, message) {
      last += 1;
      const event = { id: `${streamId}_${last}`, streamId, message, chars: JSON.stringify(message).length };
      kept.push(event);
      chars += event.chars;
      while (kept.length > limits.events || (chars > limits.chars && kept.length > 1)) chars -= kept.shift()?.chars ?? 0;
      return event.id;
    },
    getStreamIdForEventId: async (eventId) => kept.find((event) => event.id === eventId)?.streamId,
    async replayEventsAfter(lastEventId, { send }) {
      const at = kept.findIndex((event) => event.id === lastEventId);
      const from = kept[at];
      if (from === undefined) throw new Error('The event is not kept any more.');
      for (const event of kept.slice(at + 1)) {
        // An empty message only marks the beginning of a stream.
        if (event.streamId === from.streamId && Object.keys(event.message).length > 0) await send(event.id, event.message);
      }
      return from.streamId;
    },
  };
}
