import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The process of a model gave no answer: it has ended, or took too long and was ended. */
export class ModelProcessError extends Error {
  override readonly name = 'ModelProcessError';
  readonly code = 'model-process-failed';
}

export interface ModelProcessOptions {
  /** The module that the process runs: it answers each message with one. */
  readonly module: URL;
  /** For one answer, the start of the process included. */
  readonly timeoutMs: number;
}

/**
 * A model in a process of its own, which takes one question at a time. Whatever ends the process,
 * only the question that it had fails: the next one starts it again.
 */
export class ModelProcess<Question extends object, Answer> {
  readonly #options: ModelProcessOptions;
  #child: ChildProcess | undefined;
  #isClosed = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(options: ModelProcessOptions) {
    this.#options = options;
  }

  /** Of the process that runs, if one does. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @throws ModelProcessError */
  ask(question: Question): Promise<Answer> {
    const answer = this.#lastTurn.then(() => this.#exchange(question));
    this.#lastTurn = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process; what is asked then, or still waits, fails. */
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
      const onAnswer = (answer: unknown): void => settle(() => resolve(answer as Answer));
      const onEnd = (): void =>
        settle(() =>
          reject(new ModelProcessError(`Expected an answer of the model but it ${reason}`)),
        );
      const timer = setTimeout(() => {
        reason = `took more than ${timeoutMs} ms`;
        child.kill('SIGKILL');
      }, timeoutMs);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.off('message', onAnswer).off('exit', onEnd).off('error', onEnd);
        act();
      };
      child.on('message', onAnswer).on('exit', onEnd).on('error', onEnd);
      child.send(question, (error) => {
        if (error !== null) child.kill('SIGKILL');
      });
    });
  }

  /** Nothing of this process's environment is given to it, and what it prints to say hello is dropped. */
  #start(): ChildProcess {
    const child = fork(fileURLToPath(this.#options.module), {
      env: {},
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.once('exit', forget).on('error', forget);
    return child;
  }
}
