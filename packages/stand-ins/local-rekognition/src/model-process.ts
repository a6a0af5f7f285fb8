import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The model's process returned no answer: it has exited, or it timed out and was killed. */
export class ModelProcessError extends Error {
  override readonly name = 'ModelProcessError';
  readonly code = 'model-process-failed';
}

export interface ModelProcessOptions {
  /** The module that the process runs. It replies to each message with one message. */
  readonly module: URL;
  /** The timeout of one answer, including the start of the process. */
  readonly timeoutMs: number;
}

/**
 * Runs a model in its own process and asks one question at a time. If the process exits, only the
 * current question fails; the next question starts it again.
 */
export class ModelProcess<Question extends object, Answer> {
  readonly #options: ModelProcessOptions;
  #child: ChildProcess | undefined;
  #isClosed = false;
  #lastAnswer: Promise<unknown> = Promise.resolve();

  constructor(options: ModelProcessOptions) {
    this.#options = options;
  }

  /** The id of the running process, or undefined. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks a question. @throws ModelProcessError */
  ask(question: Question): Promise<Answer> {
    const answer = this.#lastAnswer.then(() => this.#exchange(question));
    this.#lastAnswer = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process. Waiting and later questions fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const child = this.#child;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  #exchange(question: Question): Promise<Answer> {
    const { timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw new ModelProcessError('Expected an open model but it was closed');
      const child = (this.#child ??= this.#start());
      let reason = 'ended';
      const onAnswer = (answer: unknown): void => finish(() => resolve(answer as Answer));
      const onEnd = (): void =>
        finish(() =>
          reject(new ModelProcessError(`Expected an answer from the model but it ${reason}`)),
        );
      const timer = setTimeout(() => {
        reason = `took more than ${timeoutMs} ms`;
        child.kill('SIGKILL');
      }, timeoutMs);
      const finish = (complete: () => void): void => {
        clearTimeout(timer);
        child.off('message', onAnswer).off('exit', onEnd).off('error', onEnd);
        complete();
      };
      child.on('message', onAnswer).on('exit', onEnd).on('error', onEnd);
      child.send(question, (error) => {
        if (error !== null) child.kill('SIGKILL');
      });
    });
  }

  /** Starts the process without environment variables. Its standard output is discarded. */
  #start(): ChildProcess {
    const child = fork(fileURLToPath(this.#options.module), {
      env: {},
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const removeChild = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.once('exit', removeChild).on('error', removeChild);
    return child;
  }
}
