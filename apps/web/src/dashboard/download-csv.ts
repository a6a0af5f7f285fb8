/** Hands a file to the browser to save under this name. */
export function downloadCsv(csv: Blob, fileName: string): void {
  const url = URL.createObjectURL(csv);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
