import * as path from 'path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SOURCES } from './settings';
import { ShopFunction } from './shop-function';

interface ShopProps extends StackProps {
  module: string;
}

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props: ShopProps) {
    super(scope, id, props);
    const queue = new sqs.Queue(this, 'Queue');

    for (const name of ['basket', 'checkout']) {
      new ShopFunction(this, name, { module: name, timeout: Duration.minutes(1) });
    }

    const packing = new lambda.Function(this, 'Packing', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'packing.pack',
      code: lambda.Code.fromAsset(path.join(SOURCES, 'packing')),
      environment: { QUEUE_URL: queue.queueUrl, MODE: 'fast' },
    });
    packing.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));

    new lambda.Function(this, 'Invoices', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: `${props.module}.main`,
      code: lambda.Code.fromAsset(path.join(SOURCES, props.module)),
    });
  }
}
