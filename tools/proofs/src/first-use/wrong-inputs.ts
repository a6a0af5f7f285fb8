/** A mistake of a new user in the clone, while the stack runs. */
export interface WrongInput {
  /**
   * The typed line. `~/Pictures` stands for the user's images, API and S3 for the addresses of the
   * stack.
   */
  readonly line: string;
  /** A line that runs before it. */
  readonly prepare?: string;
  readonly exitCode: number;
  /** What the output must contain: what was received, and what to do. */
  readonly says: readonly RegExp[];
  /** A folder that the line must not create. */
  readonly makesNoFolder?: string;
}

const EMPTY = 'mkdir -p wrong && rm -rf wrong/*';

export const WRONG_INPUTS: readonly WrongInput[] = [
  { line: 'npm start', exitCode: 1, says: [/another process|another program/, /--data|--port/] },
  {
    line: 'npm start -- --data wrong/other',
    exitCode: 1,
    says: [/port \d+/, /--port/],
  },
  {
    line: 'npm start -- --data README.md --port 0',
    exitCode: 1,
    says: [/README\.md/, /folder/, /--data/],
  },
  {
    line: 'DATABASE_URL=nonsense npm start -- --data wrong/other --port 0',
    exitCode: 1,
    says: [/DATABASE_URL/, /sqlite:/],
  },
  {
    line: 'DATABASE_URL=mysql://root@127.0.0.1:1/x npm start -- --data wrong/other --port 0',
    exitCode: 1,
    says: [/DATABASE_URL/, /127\.0\.0\.1:1/],
  },
  {
    prepare: `${EMPTY} && mkdir -p wrong/corrupt && echo garbage-garbage-garbage >wrong/corrupt/metadata.sqlite`,
    line: 'npm start -- --data wrong/corrupt --port 0',
    exitCode: 1,
    says: [/metadata\.sqlite/, /damaged/, /copy/],
  },
  {
    prepare: 'mkdir -p wrong/endpoints && echo "{" >wrong/endpoints/endpoints.json',
    line: 'npm run images -- --data wrong/endpoints',
    exitCode: 1,
    says: [/endpoints\.json/, /delete/],
  },
  ...['images', 'failures', 'audit', 'reconcile', 'etl', 'query -- "SELECT 1"'].map((command) => ({
    line: `npm run ${command}${command.includes(' -- ') ? '' : ' --'} --data wrong/nowhere --port 1`,
    exitCode: 1,
    says: [/wrong\/nowhere/, /npm start/],
    makesNoFolder: 'wrong/nowhere',
  })),
  { line: 'npm run images -- --port 9', exitCode: 1, says: [/--port 9/, /--port|--data/] },
  { line: 'npm run images -- --port many', exitCode: 1, says: [/'many'/] },
  { line: 'npm run images -- --prot 9', exitCode: 1, says: [/--prot/, /--port/] },
  { line: 'npm run import -- wrong/no-such-file.jpg', exitCode: 1, says: [/no-such-file\.jpg/] },
  {
    line: 'npm run import -- ~/Pictures/notes.txt',
    exitCode: 0,
    says: [/not-an-image/],
  },
  { line: 'npm run import -- ~/Pictures --user zoe', exitCode: 1, says: [/zoe/, /ann/] },
  { line: 'npm run query -- "SELEC 1"', exitCode: 1, says: [/SELEC/] },
  { line: 'npm run query', exitCode: 1, says: [/sql/i] },
  { line: 'npm run -s token -- --user zoe', exitCode: 1, says: [/zoe/, /ann/] },
  {
    line: 'npx miniatura-resize ~/Pictures/notes.txt --out wrong/thumbnails',
    exitCode: 1,
    says: [/notes\.txt/],
  },
  { line: 'npx miniatura-resize ~/Pictures --size big', exitCode: 2, says: [/big/] },
  {
    line: 'curl -s -o /dev/null -w "%{http_code}" -X POST API/uploads',
    exitCode: 0,
    says: [/^4\d\d/],
  },
  {
    line: 'curl -s -w "%{http_code}" -T - API/upload/cat.jpg -H "Authorization: Bearer $(npm run -s token -- --user ann)" <cat.jpg',
    exitCode: 0,
    says: [/20[01]$/],
  },
  {
    line: 'head -c 3000000 /dev/zero >wrong/file && curl -s -w "%{http_code}" -F key=x -F file=@wrong/file S3/originals',
    exitCode: 0,
    says: [/4\d\d$/],
  },
  {
    line: 'curl -s -w "%{http_code}" -H "Origin: http://attacker.example" S3/originals',
    exitCode: 0,
    says: [/403$/],
  },
];
