// emulator/live: which addresses are of this machine, the only ones that the practice server ever asks.
// Invariant: only names and numbers that mean this machine everywhere count; none is looked up.

export function isLoopback({ protocol, hostname }: URL): boolean {
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && (/^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === 'localhost' || hostname === '[::1]');
}
