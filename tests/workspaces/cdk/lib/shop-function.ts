import { Duration } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SOURCES } from './settings';

export interface ShopFunctionProps {
  module: string;
  timeout?: Duration;
}

/** A function of the shop: each has a folder of its own. */
export class ShopFunction extends Construct {
  constructor(scope: Construct, id: string, props: ShopFunctionProps) {
    super(scope, id);
    const { module, timeout } = props;
    new Function(this, 'Function', {
      runtime: Runtime.PYTHON_3_13,
      handler: `${module}.handler`,
      code: Code.fromAsset(`${SOURCES}/${module}`),
      timeout,
    });
  }
}
