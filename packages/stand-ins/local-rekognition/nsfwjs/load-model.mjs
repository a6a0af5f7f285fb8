/* eslint-disable @nx/enforce-module-boundaries -- The package.json of this folder declares the imports. */

/**
 * The packages that are installed in this folder. It imports them, as `require('nsfwjs')` takes
 * twenty times as long: it copies the model's weights, a text of 5 MB, character by character.
 */
import * as tensorflow from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { load } from 'nsfwjs/core';
import { MobileNetV2MidModel } from 'nsfwjs/models/mobilenet_v2_mid';

export { tensorflow };

export async function loadModel() {
  await tensorflow.setBackend('wasm');
  return load('MobileNetV2Mid', { modelDefinitions: [MobileNetV2MidModel] });
}
