import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Json, JsonRecord } from '#shared/model/json.ts';

describe('Json', () => {
  it('takes every JSON value and gives it as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Json.parse(value)).toEqual(value);
      }),
    );
  });

  it('takes what z.json takes, and nothing else', () => {
    const anything = fc.anything({ withDate: true, withMap: true, withNullPrototype: true, withBigInt: true, withTypedArray: true });
    fc.assert(
      fc.property(anything, (value) => {
        expect(Json.safeParse(value).success).toBe(z.json().safeParse(value).success);
      }),
    );
  });

  it.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [1n], [new Date(0)], [() => 1], [{ a: [undefined] }], [new Map()]])(
    'refuses %s in words',
    (value) => {
      expect(Json.safeParse(value).error?.issues[0]?.message).toBe('Expected a JSON value.');
      expect(JsonRecord.safeParse({ value }).success).toBe(false);
    },
  );

  it('is listed as anything, as an object where keys are unknown', () => {
    expect(z.toJSONSchema(z.object({ any: Json, record: JsonRecord }))).toMatchObject({
      properties: { any: {}, record: { type: 'object', additionalProperties: {} } },
      required: ['any', 'record'],
    });
  });
});
