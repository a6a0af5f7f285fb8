import { Duration } from 'aws-cdk-lib';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';

export type DeployStepProps = Omit<NodeFunctionProps, 'memorySizeMB' | 'timeoutMs'>;

const MEMORY_SIZE_MB = 512;
/** A paused database or a busy warehouse may need minutes. */
const TIMEOUT_MS = 10 * 60 * 1000;

/** A function that runs during a deployment if its code or settings have changed. */
export class DeployStep extends Construct {
  readonly step: NodeFunction;
  readonly trigger: Trigger;

  constructor(scope: Construct, id: string, props: DeployStepProps) {
    super(scope, id);
    this.step = new NodeFunction(this, 'Step', {
      ...props,
      memorySizeMB: MEMORY_SIZE_MB,
      timeoutMs: TIMEOUT_MS,
    });
    this.trigger = new Trigger(this, 'Trigger', {
      handler: this.step.function,
      timeout: Duration.millis(TIMEOUT_MS),
    });
    this.trigger.executeAfter(this.step);
  }
}
