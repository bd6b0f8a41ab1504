/** What machines ask for at a steady pace, from one address for many. */
const FOR_MACHINES = /^\/(?:health|metrics)(?:[/?]|$)/;

/** Whether an address is one that operators watch: no limit is to make them blind. */
export const isForMachines = (url: string): boolean => FOR_MACHINES.test(url);
