/**
 * Eight bars of 8 × 64 pixels, of 10 bits, drawn for these tests and compressed with x265: red, green,
 * blue, near white, middle grey, dark grey, orange, pure red. It says nothing of its colours.
 */
export const TEN_BIT_HEIC = Buffer.from(
  [
    'AAAAGGZ0eXBoZWljAAAAAG1pZjFoZWljAAABLm1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAHBpY3QAAAAAAAAAAAAAAAAAAAAA',
    'DnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABTgAAAHkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABo',
    'dmMxAAAAALJpcHJwAAAAk2lwY28AAAB3aHZjQwEECAAAAAAAAAAAAB7wAPz/+voAAA8DIAABABdAAQwB//8ECAAAAwCcOAAA',
    'AwAAHroCQCEAAQAqQgEBBAgAAAMAnDgAAAMAAB6QBBAgmy3VXTXNwICBgQAAAwABAAADAAEIIgABAAhEAcFzGDAYkAAAABRp',
    'c3BlAAAAAAAAAEAAAABAAAAAF2lwbWEAAAABAAAAAQABAgABAAIAAACBbWRhdAAAAHUoAa8Gsh6wcNBm1lod+xG//9kI8h5M',
    'nrU+2ie/7+B//iyrA/wVJ4518VhyHtdqL5gnhC/pXz//BP1hrAp+7hoHP4fVNEs//ImdBCaQVjx1jf6+f/42Akn9Z3jD3sz8',
    'gZ11//Th4026fWb+vGJbjYhkSmCH/oY=',
  ].join(''),
  'base64',
);
