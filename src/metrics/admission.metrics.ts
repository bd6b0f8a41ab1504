import { Injectable } from '@nestjs/common';
import { Admission } from '../http/limits/admission.js';
import { MetricsRegistry } from './metrics.registry.js';

/** Whether the process has more to do than it can. */
@Injectable()
export class AdmissionMetrics {
  constructor(metrics: MetricsRegistry, admission: Admission) {
    metrics.add(
      {
        name: 'http_requests_waiting',
        help: 'Requests that wait because MAX_REQUESTS are worked at.',
        type: 'gauge',
        aggregator: 'sum',
      },
      () => [{ value: admission.waiting }],
    );
    metrics.add(
      {
        name: 'http_requests_shed_total',
        help: 'Requests that were told to come back later (503) because too many were worked at.',
        type: 'counter',
        aggregator: 'sum',
      },
      () => [{ value: admission.refused }],
    );
  }
}
