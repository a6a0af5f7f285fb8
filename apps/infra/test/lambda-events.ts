/** What an HTTP API's gateway sends, with what its authorizer has found. */
export function httpEvent(path: string, authorizer?: object, query = '') {
  return {
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: path,
    rawQueryString: query,
    headers: { host: 'api.example' },
    requestContext: {
      authorizer,
      http: { method: 'GET', path },
      domainName: 'api.example',
      stage: '$default',
    },
    isBase64Encoded: false,
  };
}

/** One record, as Lambda's event source for MSK sends it. */
export function kafkaEvent(value: Buffer) {
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/pictures/0a1b2c3d-1',
    bootstrapServers: 'broker.example:9098',
    records: {
      'pictures-0': [
        {
          topic: 'pictures',
          partition: 0,
          offset: 0,
          timestamp: 1_764_000_000_000,
          timestampType: 'CREATE_TIME',
          value: value.toString('base64'),
          headers: [],
        },
      ],
    },
  };
}
