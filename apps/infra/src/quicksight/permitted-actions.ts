/**
 * Actions that QuickSight grants together; it rejects other sets.
 * @see https://docs.aws.amazon.com/quicksight/latest/developerguide/share-dashboard.html
 */

/** Of a reader of a dashboard. */
export const DASHBOARD_ACTIONS = [
  'quicksight:DescribeDashboard',
  'quicksight:ListDashboardVersions',
  'quicksight:QueryDashboard',
];

/** Of an owner of an analysis, who may save it under another name. */
export const ANALYSIS_ACTIONS = [
  'quicksight:DeleteAnalysis',
  'quicksight:DescribeAnalysis',
  'quicksight:DescribeAnalysisPermissions',
  'quicksight:QueryAnalysis',
  'quicksight:RestoreAnalysis',
  'quicksight:UpdateAnalysis',
  'quicksight:UpdateAnalysisPermissions',
];

/** Of a viewer of a data set, who may use it in analyses. */
export const DATA_SET_ACTIONS = [
  'quicksight:DescribeDataSet',
  'quicksight:DescribeDataSetPermissions',
  'quicksight:DescribeIngestion',
  'quicksight:ListIngestions',
  'quicksight:PassDataSet',
];
