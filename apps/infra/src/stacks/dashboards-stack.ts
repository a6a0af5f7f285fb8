import type { AnalyticsQuestion } from '@miniatura/api-contract';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnAnalysis, CfnDashboard, CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { QuickSightSource } from '../constructs/quicksight-source.ts';
import { dashboardDefinition, SHOWN_QUESTIONS } from '../quicksight/dashboard-definition.ts';
import {
  ANALYSIS_ACTIONS,
  DASHBOARD_ACTIONS,
  DATA_SET_ACTIONS,
} from '../quicksight/permitted-actions.ts';
import { dataSetOf } from '../quicksight/question-data-set.ts';
import type { QuickSightSettings } from '../stages.ts';
import type { AnalyticsStack } from './analytics-stack.ts';

export interface DashboardsStackProps extends StackProps {
  readonly name: string;
  readonly quickSight: QuickSightSettings;
  readonly vpc: Vpc;
  readonly analytics: AnalyticsStack;
  readonly login: ISecret;
}

/**
 * The page's dashboard in QuickSight: a data set for each question, an analysis for authors, and a
 * dashboard for readers. QuickSight queries the warehouse directly and stores no rows, so that a
 * purge of the warehouse leaves nothing behind.
 */
export class DashboardsStack extends Stack {
  readonly #props: DashboardsStackProps;

  constructor(scope: Construct, id: string, props: DashboardsStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { name, vpc, login, quickSight } = props;
    const { warehouse } = props.analytics;
    const source = new QuickSightSource(this, 'Warehouse', { name, vpc, warehouse, login });
    const dataSets = Object.fromEntries(
      SHOWN_QUESTIONS.map((question) => [question, this.#dataSet(question, source.arn)]),
    ) as Readonly<Record<AnalyticsQuestion, string>>;
    const shared = {
      awsAccountId: this.account,
      name,
      definition: dashboardDefinition(dataSets),
    };
    new CfnAnalysis(this, 'Analysis', {
      ...shared,
      analysisId: name,
      permissions: allowed(quickSight.authors, ANALYSIS_ACTIONS),
    });
    new CfnDashboard(this, 'Dashboard', {
      ...shared,
      dashboardId: name,
      permissions: allowed([...quickSight.readers, ...quickSight.authors], DASHBOARD_ACTIONS),
    });
  }

  #dataSet(question: AnalyticsQuestion, dataSourceArn: string): string {
    const { name, quickSight } = this.#props;
    const { sqlQuery, columns } = dataSetOf(question);
    return new CfnDataSet(this, `DataSet-${question}`, {
      awsAccountId: this.account,
      dataSetId: `${name}-${question}`,
      name: `${name}: ${question}`,
      importMode: 'DIRECT_QUERY',
      physicalTableMap: {
        [question]: {
          customSql: { dataSourceArn, name: question, sqlQuery, columns: [...columns] },
        },
      },
      permissions: allowed(quickSight.authors, DATA_SET_ACTIONS),
    }).attrArn;
  }
}

function allowed(principals: readonly string[], actions: readonly string[]) {
  return principals.map((principal) => ({ principal, actions: [...actions] }));
}
