// The formats by name: a list.
import type { ConfigFormat, FormatName } from './config-format.ts';
import { jsonWithComments, strictJson } from './json.ts';
import { toml } from './toml.ts';
import { yaml } from './yaml.ts';

export const FORMATS: Readonly<Record<FormatName, ConfigFormat>> = { json: strictJson, jsonc: jsonWithComments, toml, yaml };
