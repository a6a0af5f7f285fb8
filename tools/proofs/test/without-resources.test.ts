import { expect, test } from 'vitest';
import { withoutResources } from '../src/templates/without-resources.ts';

test('References to resources that are left out have placeholders, and nothing waits for them', () => {
  const template = {
    Resources: {
      Cluster: { Type: 'AWS::RDS::DBCluster' },
      Key: { Type: 'AWS::KMS::Key' },
      Function: {
        Type: 'AWS::Lambda::Function',
        DependsOn: ['Cluster', 'Key'],
        Properties: {
          Tags: [{ Key: 'stage', Value: 'dev' }],
          Port: { 'Fn::GetAtt': ['Cluster', 'Endpoint.Port'] },
          Cluster: { Ref: 'Cluster' },
          Key: { 'Fn::GetAtt': ['Key', 'Arn'] },
        },
      },
    },
    Outputs: { Cluster: { Value: { 'Fn::GetAtt': ['Cluster', 'DBClusterArn'] } } },
  };
  expect(withoutResources(template, (type) => type === 'AWS::RDS::DBCluster')).toEqual({
    Resources: {
      Key: { Type: 'AWS::KMS::Key', DependsOn: [] },
      Function: {
        Type: 'AWS::Lambda::Function',
        DependsOn: ['Key'],
        Properties: {
          Port: '3307',
          Cluster: 'arn:aws:service:us-east-1:123456789012:name:Cluster',
          Key: { 'Fn::GetAtt': ['Key', 'Arn'] },
        },
      },
    },
    Outputs: { Cluster: { Value: 'arn:aws:service:us-east-1:123456789012:name:Cluster' } },
  });
});
