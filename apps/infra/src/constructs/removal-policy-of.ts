import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * Returns the removal policy of a resource with data. Kept data survives an update and a deletion
 * of its stack. If the creation of the stack fails, the resource is deleted: it contains no data,
 * and would block the next attempt.
 */
export function removalPolicyOf(isDataKept: boolean): RemovalPolicy {
  return isDataKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
