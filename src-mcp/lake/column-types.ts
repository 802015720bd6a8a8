// What the text of a DuckDB type says about its values.

const INTEGER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const NUMBER = /^(FLOAT|DOUBLE|DECIMAL\(\d+,\s?\d+\))$/;
const TIME = /^(DATE|TIMESTAMP.*)$/;
const OTHER_SIMPLE = /^(VARCHAR|BOOLEAN|UUID|TIME|INTERVAL)$/;

export function isInteger(type: string): boolean {
  return INTEGER.test(type);
}

export function isNumber(type: string): boolean {
  return INTEGER.test(type) || NUMBER.test(type);
}

/** Days and moments, not times of the day. */
export function isMoment(type: string): boolean {
  return TIME.test(type) && !type.endsWith(']');
}

/** Types whose text can be read back as the same value. The rest (nested values, bytes, enums) is handled as its text. */
export function isSimple(type: string): boolean {
  return isNumber(type) || isMoment(type) || OTHER_SIMPLE.test(type);
}
