import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * The removal policy of a resource that holds data. Kept data outlives an update and a deletion of its
 * stack. If the creation of the stack fails, the resource is deleted: it holds nothing yet, and would
 * block the next attempt.
 */
export const removalPolicyOf = (isDataKept: boolean): RemovalPolicy =>
  isDataKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
