import { InvalidArgumentError, Option } from 'commander';
import { SERVICES } from './endpoints.ts';

export const DATA_OPTION = new Option('--data <dir>', 'the folder where everything lies').default(
  '.miniatura',
);

const DEFAULT_PORT = 4600;
const LARGEST_PORT = 65_535;

export function portOption(description: string): Option {
  return new Option('--port <number>', description).argParser(parsePort).default(DEFAULT_PORT);
}

export function parsePort(text: string): number {
  const port = Number(text);
  const largest = LARGEST_PORT - SERVICES.length + 1;
  if (!Number.isInteger(port) || port < 0 || port > largest) {
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${largest}.`);
  }
  return port;
}
