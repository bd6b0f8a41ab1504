/** What machines ask for at a steady pace, from one address for many. */
const FOR_MACHINES = /^\/(?:health|metrics)(?:\/|$)/;

/**
 * Whether a route is one that operators watch: no limit is to make them blind.
 *
 * @param route its pattern, never the address of a request: that can be written in many ways
 */
export const isForMachines = (route: string | undefined): boolean =>
  route !== undefined && FOR_MACHINES.test(route);
