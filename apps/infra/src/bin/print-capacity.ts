#!/usr/bin/env node
/**
 * Prints as JSON how many concurrent functions and connections each stage allows, for a model of
 * the pipeline.
 */
import { maxConnectionsOf } from '../max-connections.ts';
import { STAGES } from '../stages.ts';

const capacities = Object.entries(STAGES).map(([stage, settings]) => [
  stage,
  {
    concurrency: settings.thumbnailerMaxConcurrency + settings.bulkMaxConcurrency,
    maxConnections: maxConnectionsOf(settings.databaseMaxCapacity),
  },
]);
console.log(JSON.stringify(Object.fromEntries(capacities)));
