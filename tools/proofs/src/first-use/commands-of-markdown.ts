/**
 * Returns the commands in a document: each line of its shell blocks, and inline code that begins
 * with npm or npx. A line that ends in a backslash continues in the next.
 * @example commandsOfMarkdown('Run `npm test`.\n') // ['npm test']
 */
export function commandsOfMarkdown(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(?:sh|bash)\n(.*?)^```/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'));
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const inline = [...prose.matchAll(/`(np[mx] [^`]+)`/g)].map(([, code = '']) =>
    code.replaceAll(/\s+/g, ' '),
  );
  const commands = [...lines, ...inline].map((line) => line.replace(/\s+#.*$/, '').trim());
  return [...new Set(commands.filter((command) => command !== ''))];
}
