import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What becomes of a resource that holds data. Kept data outlives an update and a deletion of its
 * stack; a resource whose stack could not be created holds nothing, and would only be in the way of
 * the next attempt.
 */
export const removalPolicyOf = (isDataKept: boolean): RemovalPolicy =>
  isDataKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
