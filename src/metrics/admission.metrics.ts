import { Injectable } from '@nestjs/common';
import { Admission } from '../http/limits/admission.js';
import { UnsentBytes } from '../http/limits/unsent-bytes.js';
import { MetricsRegistry } from './metrics.registry.js';

/** Whether the process is overloaded, or keeps too much for clients that do not read. */
@Injectable()
export class AdmissionMetrics {
  constructor(metrics: MetricsRegistry, admission: Admission, unsent: UnsentBytes) {
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
    metrics.add(
      {
        name: 'http_unsent_bytes',
        help: 'Bytes of answers that wait for clients to read them.',
        type: 'gauge',
        aggregator: 'sum',
      },
      () => [{ value: unsent.bytes }],
    );
    metrics.add(
      {
        name: 'http_unsent_refused_total',
        help: 'Requests that were told to come back later (503) because too many bytes were unsent.',
        type: 'counter',
        aggregator: 'sum',
      },
      () => [{ value: unsent.refused }],
    );
    metrics.add(
      {
        name: 'http_slow_connections_closed_total',
        help: 'Connections that were closed because their clients read too slowly for the room there is.',
        type: 'counter',
        aggregator: 'sum',
      },
      () => [{ value: unsent.closed }],
    );
  }
}
