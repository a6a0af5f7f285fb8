import { commentOn, createView, grantSelect, replaceView } from '../model/definitions.ts';
import { freshness, freshness2 } from '../model/freshness-views.ts';
import { image2 } from '../model/image-views.ts';
import { imageLabel } from '../model/label-views.ts';
import type { WarehouseMigration } from './migration.ts';

const NEW_VIEWS = [freshness2, image2, imageLabel];

/** Adds views of the freshness, and of images with their labels and colours. It drops nothing. */
export const freshnessAndImageViews: WarehouseMigration = {
  name: '0008-freshness-and-image-views',
  statements: [
    replaceView(freshness),
    ...NEW_VIEWS.map(createView),
    ...[freshness, ...NEW_VIEWS].flatMap((view) => commentOn('VIEW', view)),
    ...NEW_VIEWS.map(grantSelect),
  ],
};
