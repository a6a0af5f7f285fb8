import type { WorkerRequest } from '../decode-in-worker.ts';
import type { Size } from '../plan-resize.ts';
import { requirePixels } from './decode-whole.ts';
import {
  CHANNEL,
  CHROMA,
  COLORSPACE,
  type Decoded,
  LibheifImage,
  type Plane,
  type TilePlace,
} from './libheif-image.ts';
import { lumaWeights } from './luma-weights.ts';
import { planarToRgb } from './planar-to-rgb.ts';
import { sumBoxes } from './sum-boxes.ts';

type TilesRequest = Extract<WorkerRequest, { readonly decoder: 'libheif-tiles' }>;

/**
 * Decodes rows of tiles, one tile at a time. Each tile is shrunk at once by averaging boxes of pixels, so
 * that only one tile is in memory. Colours are converted afterwards, because there are far fewer pixels.
 * @returns rows of 8-bit RGB, neither rotated nor mirrored
 */
export function shrinkTiles(request: TilesRequest): Uint8Array {
  const { tiling, shrink, fromRow, toRow } = request;
  const image = new LibheifImage(request.module, request.bytes);
  requirePixels(image, request.maxPixels);
  const top = (fromRow * tiling.tileHeight) / shrink;
  const bottom = Math.ceil(Math.min(toRow * tiling.tileHeight, tiling.height) / shrink);
  const width = Math.ceil(tiling.width / shrink);
  const rgb = new Uint8ClampedArray(width * (bottom - top) * 3);
  for (let row = fromRow; row < toRow; row++) {
    for (let column = 0; column < tiling.columns; column++) {
      const shown = {
        width: Math.min(tiling.tileWidth, tiling.width - column * tiling.tileWidth),
        height: Math.min(tiling.tileHeight, tiling.height - row * tiling.tileHeight),
      };
      const tile = shrinkTile(image, { column, row }, { shown, shrink });
      const left = (column * tiling.tileWidth) / shrink;
      const tileTop = (row * tiling.tileHeight) / shrink - top;
      const rowBytes = Math.ceil(shown.width / shrink) * 3;
      for (let from = 0, y = tileTop; from < tile.length; from += rowBytes, y++) {
        rgb.set(tile.subarray(from, from + rowBytes), (y * width + left) * 3);
      }
    }
  }
  return new Uint8Array(rgb.buffer);
}

interface TileShape {
  /** The part of the tile that the image shows. Tiles at the right and bottom may extend beyond it. */
  readonly shown: Size;
  readonly shrink: number;
}

/** Converts the colours here if the conversion is known; otherwise libheif converts them. */
function shrinkTile(image: LibheifImage, tile: TilePlace, shape: TileShape): Uint8ClampedArray {
  const { asStored } = COLORSPACE;
  const converted = image.decode(
    { colorspace: asStored, chroma: CHROMA.asStored, tile },
    (decoded) => shrinkStored(decoded, shape),
  );
  if (converted) return converted;
  const options = { colorspace: COLORSPACE.rgb, chroma: CHROMA.planar444, tile };
  return image.decode(options, ({ plane }) => {
    const planes = [CHANNEL.red, CHANNEL.green, CHANNEL.blue].map(plane);
    return planarToRgb(shrinkPlanes(planes, shape), { isFullRange: true });
  });
}

function shrinkStored(decoded: Decoded, shape: TileShape): Uint8ClampedArray | undefined {
  const { matrix, isFullRange } = decoded.nclx() ?? {};
  if (decoded.colorspace === COLORSPACE.monochrome) {
    const planes = shrinkPlanes([decoded.plane(CHANNEL.y)], shape);
    return planarToRgb(planes, { isFullRange: isFullRange ?? true });
  }
  const weights = lumaWeights(matrix);
  if (decoded.colorspace !== COLORSPACE.ycbcr || !weights || isFullRange === undefined) {
    return undefined;
  }
  const planes = [CHANNEL.y, CHANNEL.cb, CHANNEL.cr].map((channel) => decoded.plane(channel));
  return planarToRgb(shrinkPlanes(planes, shape), { isFullRange, weights });
}

function shrinkPlanes(planes: readonly Plane[], { shown, shrink }: TileShape) {
  const [full] = planes;
  if (!full || full.width < shown.width || full.height < shown.height) {
    const received = `${full?.width ?? 0} × ${full?.height ?? 0}`;
    throw new Error(`Expected a tile of ${shown.width} × ${shown.height} but received ${received}`);
  }
  return planes.map((plane) => {
    // Chroma has half of the columns, or half of the columns and rows, rounded up.
    const across = plane.width < full.width ? 2 : 1;
    const down = plane.height < full.height ? 2 : 1;
    const size = {
      width: Math.ceil(shown.width / across),
      height: Math.ceil(shown.height / down),
    };
    return sumBoxes(plane, size, { width: shrink / across, height: shrink / down });
  });
}
