import { type Chromaticity, type Primaries, SRGB_PRIMARIES } from './color-coding.ts';

type Vector = readonly [number, number, number];
export type Matrix = readonly [Vector, Vector, Vector];

/**
 * Returns the matrix from linear RGB of these primaries to linear sRGB, with the Bradford
 * adaptation of the white point.
 */
export function toSrgbMatrix(primaries: Primaries): Matrix {
  const toXyz = xyzMatrix(primaries);
  const adapted = multiply(adaptation(primaries.white, SRGB_PRIMARIES.white), toXyz);
  return multiply(inverse(xyzMatrix(SRGB_PRIMARIES)), adapted);
}

/** Returns each channel's weight in the luminance. */
export const luminanceWeights = (primaries: Primaries): Vector => xyzMatrix(primaries)[1];

function xyz([x, y]: Chromaticity): Vector {
  return y === 0 ? [x, 0, 1 - x] : [x / y, 1, (1 - x - y) / y];
}

function xyzMatrix({ red, green, blue, white }: Primaries): Matrix {
  const columns = transpose([xyz(red), xyz(green), xyz(blue)]);
  const sums = apply(inverse(columns), xyz(white));
  return columns.map((row) => row.map((value, i) => value * sums[i]!)) as unknown as Matrix;
}

/** The Bradford cone response matrix (Lam, K. M., 1985). */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

function adaptation(from: Chromaticity, to: Chromaticity): Matrix {
  const [source, target] = [apply(BRADFORD, xyz(from)), apply(BRADFORD, xyz(to))];
  const scaled = BRADFORD.map((row, i) => row.map((value) => (value * target[i]!) / source[i]!));
  return multiply(inverse(BRADFORD), scaled as unknown as Matrix);
}

function transpose([a, b, c]: Matrix): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function apply(matrix: Matrix, vector: Vector): Vector {
  return matrix.map((row) => dot(row, vector)) as unknown as Vector;
}

function multiply(one: Matrix, other: Matrix): Matrix {
  const columns = transpose(other);
  return one.map((row) => columns.map((column) => dot(row, column))) as unknown as Matrix;
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Inverts a matrix by cofactors. The result of a singular matrix is not finite. */
function inverse([a, b, c]: Matrix): Matrix {
  const determinant = dot(a, cross(b, c));
  const scaled = (vector: Vector): Vector =>
    vector.map((value) => value / determinant) as unknown as Vector;
  return transpose([scaled(cross(b, c)), scaled(cross(c, a)), scaled(cross(a, b))]);
}
